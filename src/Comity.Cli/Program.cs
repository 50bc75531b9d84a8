using System.CommandLine;
using System.Text;
using Comity.Cli;
using Comity.Exchange.Cases;
using Comity.Exchange.Desk;
using Comity.Exchange.Envelope;
using Comity.Exchange.Identity;
using Comity.Host;
using Comity.Kernel.Account;
using Comity.Kernel.Refer;
using Comity.Programmes.Containers.Control;
using Comity.Programmes.Containers.Parties;
using Comity.Store;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
var root = CommandTree.Build(TimeProvider.System);
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    parsed.Invoke();
    return Exit.Usage;
}

try
{
    CommandRules.Audit(parsed, TimeProvider.System);
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Stopped. What was read until then is kept; run the same command again to go on.");
    return Exit.Unavailable;
}
catch (Exception error) when (error is StoreBusyException or NodeTooNewException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(error.Message);
    return Exit.Unavailable;
}
catch (Exception error) when (error is BadProfilesException or ControlRefusedException or PartyRefusedException or FileNotFoundException or DirectoryNotFoundException
    or BackupRefusedException or ReferralRefusedException or CaseRefusedException or SharingRefusedException or IllegalStepException or PartnerRefusedException or NoKeysException or EnvelopeRefusedException)
{
    Console.Error.WriteLine(error.Message);
    return Exit.Usage;
}
#pragma warning disable CA1031 // Whatever else happens is our fault; the user keeps a consistent store and learns where it was.
catch (Exception error)
#pragma warning restore CA1031
{
    Console.Error.WriteLine($"Comity failed in a way it should not have. What was recorded is kept. {error}");
    return Exit.Unavailable;
}
