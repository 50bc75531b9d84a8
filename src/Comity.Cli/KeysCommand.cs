using System.CommandLine;
using System.Globalization;
using Comity.Host;
using Comity.Kernel.Account;

namespace Comity.Cli;

/// <summary><c>comity keys</c>: the keys that seal persons' files.</summary>
internal static class KeysCommand
{
    public static Command Build(Option<string> data, TimeProvider clock) =>
        new("keys", "The keys that seal the files of victims and prisoners.") { Rotate(data, clock) };

    private static Command Rotate(Option<string> data, TimeProvider clock)
    {
        var forget = new Option<bool>("--forget-old") { Description = "Delete the earlier keys afterwards: copies of the node made before can no longer be read." };
        var command = new Command(
            "rotate",
            """
            Make a new key and seal every file of persons anew with it. The keys are in the folder COMITY_KEYS, by default in your settings
            folder, apart from the node: keep a copy of them apart from the copies of the node.

            Example: comity keys rotate
            """)
        { forget };
        command.SetAction(parsed =>
        {
            using var node = Node.Open(parsed.GetRequiredValue(data), profilesFolder: null, clock);
            try
            {
                // Before anything is sealed with it the new key is on the disk; the old ones stay until all is done.
                var keys = PersonKeys.For(node.Store).WithNewKey();
                var cipher = keys.Cipher;
                using var unit = node.Store.Begin();
                var entries = unit.Persons.Reseal((programme, number, place, entry) => cipher.Seal(programme, number, place, cipher.Open(programme, number, place, entry)));
                unit.Commit();
                if (parsed.GetValue(forget))
                {
                    keys.OnlyNewest();
                }

                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{entries} entries sealed with key {keys.Keys[^1].Id}."));
                return Exit.Done;
            }
            catch (Exception error) when (error is PersonKeysException or CannotOpenException)
            {
                Console.Error.WriteLine(error.Message);
                return Exit.BadData;
            }
        });
        return command;
    }
}
