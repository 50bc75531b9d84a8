using System.Globalization;
using Comity.Programmes.Containers.Intake;
using Comity.Programmes.Containers.Parties;

namespace Comity.Cli;

/// <summary>One line on the error stream that says how far an import or a screening has come. Silent when the stream is not a terminal.</summary>
internal sealed class ProgressLine(TextWriter? output) : IDisposable
{
    private const int StepBytes = 4 << 20;
    private readonly bool _shown = output is not null && !Console.IsErrorRedirected;
    private bool _written;

    public IProgress<ImportProgress> For(string file) => new Step(this, file);

    public IProgress<RescreeningProgress> ForParties() => new Parties(this);

    public void Dispose()
    {
        if (_written)
        {
            output!.Write("\r\u001b[K");
        }
    }

    private sealed class Step(ProgressLine line, string file) : IProgress<ImportProgress>
    {
        private long _next;

        public void Report(ImportProgress value)
        {
            if (!line._shown || value.BytesRead < _next)
            {
                return;
            }

            _next = value.BytesRead + StepBytes;
            line._written = true;
            var share = value.BytesTotal == 0 ? 1 : (double)value.BytesRead / value.BytesTotal;
            line.Write(string.Create(
                CultureInfo.InvariantCulture, $"\r\u001b[K{file}: {share:P0}, {value.Consignments:N0} consignments, {value.Hits:N0} with a finding"));
        }
    }

    private sealed class Parties(ProgressLine line) : IProgress<RescreeningProgress>
    {
        public void Report(RescreeningProgress value)
        {
            if (line._shown)
            {
                line._written = true;
                line.Write(string.Create(CultureInfo.InvariantCulture, $"\r\u001b[K{value.ListId}: {value.Looked:N0} of {value.Total:N0} names of parties"));
            }
        }
    }

    private void Write(string text) => output!.Write(text);
}
