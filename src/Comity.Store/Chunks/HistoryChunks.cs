using System.Globalization;
using Comity.Kernel.Assess.Matching;
using Comity.Kernel.Subjects;

namespace Comity.Store.Chunks;

/// <summary>
/// All versions of a node's subjects as chunk files in the folder <c>chunks</c>, each of the versions after one sequence
/// number up to another, which is its name. A projection of the operational store: it catches up by sequence number and
/// can be deleted and is then built again. Needs no lock: a file is there whole or not at all, and of two that begin at one
/// number the longer counts.
/// </summary>
public sealed class HistoryChunks : IDisposable
{
    /// <summary>A file with fewer rows is written again together with what came after it.</summary>
    private const int FewRows = 16 * Chunk.MaxRows;

    private const int RowsAtOnce = 64 * Chunk.MaxRows;
    private const int SampleRows = 1_000;
    private readonly string _folder;
    private readonly SubjectSchema _schema;
    private readonly List<(long Upto, ChunkFile File)> _files = [];

    private HistoryChunks(string folder, SubjectSchema schema) => (_folder, _schema) = (folder, schema);

    /// <summary>The chunks, in the order of the sequence numbers, which are the numbers of the rows.</summary>
    public IEnumerable<ChunkFile> Files => _files.Select(f => f.File);

    /// <summary>Opens the chunks of a node, brought up to date. What cannot be used is written again.</summary>
    /// <param name="folder">The node's folder.</param>
    /// <param name="schema">The schema of its subjects.</param>
    /// <param name="versionsAfter">The store's versions after a sequence number, in order.</param>
    public static HistoryChunks Open(string folder, SubjectSchema schema, Func<long, IEnumerable<SubjectVersion>> versionsAfter)
    {
        var chunks = new HistoryChunks(Directory.CreateDirectory(FolderOf(folder)).FullName, schema);
        try
        {
            chunks.OpenFiles();
            chunks.CatchUp(versionsAfter);
            chunks.DeleteOthers();
            return chunks;
        }
        catch
        {
            chunks.Dispose();
            throw;
        }
    }

    /// <summary>Deletes the chunks of a node.</summary>
    public static void Delete(string folder) => Directory.Delete(FolderOf(folder), recursive: true);

    /// <inheritdoc/>
    public void Dispose() => _files.ForEach(f => f.File.Dispose());

    private static string FolderOf(string folder) => Path.Combine(folder, "chunks");

    private void OpenFiles()
    {
        var last = 0L;
        while (Directory.EnumerateFiles(_folder, FormattableString.Invariant($"{last:D12}-*.chunks")).Max(StringComparer.Ordinal) is { } path
            && long.TryParse(Path.GetFileNameWithoutExtension(path).Split('-')[1], NumberStyles.None, CultureInfo.InvariantCulture, out var upto)
            && upto > last)
        {
            try
            {
                _files.Add((upto, ChunkFile.Open(path, _schema)));
            }
            catch (ChunkDamagedException)
            {
                // Nothing is lost with it: from here on all is written again.
                File.Delete(path);
                return;
            }

            last = upto;
        }
    }

    private void CatchUp(Func<long, IEnumerable<SubjectVersion>> versionsAfter)
    {
        using (var newer = versionsAfter(Last).GetEnumerator())
        {
            if (!newer.MoveNext())
            {
                return;
            }
        }

        if (_files.Count > 0 && _files[^1].File.Keys.Length < FewRows)
        {
            _files[^1].File.Dispose();
            _files.RemoveAt(_files.Count - 1);
        }

        using var versions = versionsAfter(Last).GetEnumerator();
        for (var more = versions.MoveNext(); more;)
        {
            more = WriteFile(versions);
        }
    }

    private long Last => _files.Count == 0 ? 0 : _files[^1].Upto;

    private bool WriteFile(IEnumerator<SubjectVersion> versions)
    {
        var first = new List<SubjectVersion>();
        var more = true;
        for (; more && first.Count < SampleRows; more = versions.MoveNext())
        {
            first.Add(versions.Current);
        }

        var builder = new ChunkBuilder(_schema, ChunkBuilder.ProseFields(_schema, [.. first.Select(v => v.Record)]));
        var sequences = new List<long>();
        var unfinished = Path.Combine(_folder, FormattableString.Invariant($"{Environment.ProcessId}.part"));
        ChunkFile.Write(unfinished, _schema, builder, Built(), sequences);
        var path = Path.Combine(_folder, FormattableString.Invariant($"{Last:D12}-{sequences[^1]:D12}.chunks"));
        File.Move(unfinished, path, overwrite: true);
        _files.Add((sequences[^1], ChunkFile.Open(path, _schema)));
        return more;

        IEnumerable<(byte[] Bytes, int Rows)> Built()
        {
            foreach (var version in first.Concat(Rest()))
            {
                builder.Add(version.Record);
                sequences.Add(version.Sequence);
                if (builder.IsFull)
                {
                    yield return (builder.Build(), Chunk.MaxRows);
                }
            }

            if (builder.Rows is > 0 and var rows)
            {
                yield return (builder.Build(), rows);
            }
        }

        IEnumerable<SubjectVersion> Rest()
        {
            for (var rows = first.Count; more && rows < RowsAtOnce; more = versions.MoveNext(), rows++)
            {
                yield return versions.Current;
            }
        }
    }

    // What another process has open stays readable for it.
    private void DeleteOthers()
    {
        var upto = _files.Select(f => f.Upto).ToHashSet();
        foreach (var path in Directory.EnumerateFiles(_folder, "*.chunks"))
        {
            var name = Path.GetFileNameWithoutExtension(path).Split('-');
            if (name.Length == 2 && long.TryParse(name[1], NumberStyles.None, CultureInfo.InvariantCulture, out var last) && last < Last && !upto.Contains(last))
            {
                File.Delete(path);
            }
        }
    }
}
