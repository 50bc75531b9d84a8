using System.CommandLine;
using Comity.Host;

namespace Comity.Cli;

/// <summary>The whole command line in one place: <c>comity</c> and what can follow it.</summary>
internal static class CommandTree
{
    public static RootCommand Build(TimeProvider clock)
    {
        var data = new Option<string>("--data")
        {
            Description = "The node's folder. Default: COMITY_DATA, otherwise 'comity' in your data folder.",
            HelpName = "DIR",
            Recursive = true,
            DefaultValueFactory = _ => Node.DefaultFolder,
        };
        var root = new RootCommand("Comity screens manifests against risk profiles, records what was found, and shows who was right.")
        {
            data,
            ScreenCommand.Build(data, clock),
            RescreenCommand.Build(data, clock),
            ProfilesCommand.Build(),
            BackTestCommand.Build(data, clock),
            CelCommand.Build(),
            GenerateCommand.Build(),
            RegisterCommand.Build(data, clock),
            MappingsCommand.Build(data, clock),
            ListsCommand.Build(data, clock),
            PartiesCommand.Build(data, clock),
            AssessCommand.Build(clock),
            InstrumentsCommand.Build(),
            ReferralCommand.Build(data, clock),
            CaseCommand.Build(data, clock),
            PartnersCommand.Build(data, clock),
            ExchangeCommand.Build(data, clock),
            VictimsCommand.Build(data, clock),
            CustodyCommand.Build(data, clock),
            KeysCommand.Build(data, clock),
            EstimateCommand.Build(),
            NamesCommand.Build(),
            UsersCommand.Build(data, clock),
            AuditCommand.Build(data, clock),
            BackupCommand.Backup(data, clock),
            BackupCommand.Restore(data, clock),
            ServeCommand.Build(data, clock),
            DemoCommand.Build(data),
            BenchCommand.Build(),
            CompletionCommand.Build(),
        };
        return root;
    }
}
