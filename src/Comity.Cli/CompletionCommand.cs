using System.CommandLine;

namespace Comity.Cli;

/// <summary><c>comity completion SHELL</c>: prints the line that makes a shell complete comity's commands and options.</summary>
internal static class CompletionCommand
{
    public static Command Build()
    {
        var shell = new Argument<string>("SHELL") { Description = "bash or zsh." }.AcceptOnlyFromAmong("bash", "zsh");
        var command = new Command("completion", "Print the shell's completion script: eval \"$(comity completion bash)\".") { shell };
        command.SetAction(parsed => Console.WriteLine(parsed.GetValue(shell) == "zsh" ? Zsh : Bash));
        return command;
    }

    private const string Bash =
        """
        _comity() {
            local line=${COMP_LINE}
            local IFS=$'\n'
            COMPREPLY=($("${COMP_WORDS[0]}" "[suggest:${COMP_POINT}]" "${line}" 2>/dev/null))
            [ ${#COMPREPLY[@]} -eq 0 ] && COMPREPLY=($(compgen -f -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o filenames -F _comity comity ./comity
        """;

    private const string Zsh =
        """
        _comity() {
            local -a found
            found=("${(@f)$("${words[1]}" "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
            if [ -n "${found[1]}" ]; then compadd -- "${found[@]}"; else _files; fi
        }
        compdef _comity comity ./comity
        """;
}
