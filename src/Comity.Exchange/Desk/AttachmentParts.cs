using System.Security.Cryptography;
using Comity.Exchange.Envelope;
using Comity.Kernel.Subjects;

namespace Comity.Exchange.Desk;

/// <summary>
/// Attachments on their way, part by part: read from the node's raw files, and written aside at the recipient until all
/// parts are there and their hash is the one announced. Memory holds one part.
/// </summary>
/// <param name="folder">The node's folder.</param>
/// <param name="raw">Its raw files.</param>
public sealed class AttachmentParts(string folder, IRawFiles raw)
{
    private readonly string _incoming = Path.Combine(folder, "incoming");

    /// <summary>The bytes of a part, base64.</summary>
    public string Read(PartBody part)
    {
        using var file = raw.Open(part.Sha256);
        file.Seek(part.Offset, SeekOrigin.Begin);
        var data = new byte[part.Bytes];
        file.ReadExactly(data);
        return Convert.ToBase64String(data);
    }

    /// <summary>Writes a part; when it returns, the bytes are on disk.</summary>
    public void Write(PartBody part, byte[] data)
    {
        Directory.CreateDirectory(_incoming);
        using var file = File.OpenHandle(PathOf(part), FileMode.OpenOrCreate, FileAccess.Write);
        RandomAccess.Write(file, data, part.Offset);
        RandomAccess.FlushToDisk(file);
    }

    /// <summary>Keeps a whole attachment with the raw files.</summary>
    /// <returns>False when its bytes are not what was announced; they are thrown away.</returns>
    public bool Complete(PartBody part)
    {
        var whole = IsKept(part.Sha256);
        if (!whole)
        {
            using var file = File.OpenRead(PathOf(part));
            whole = Convert.ToHexStringLower(SHA256.HashData(file)) == part.Sha256;
            if (whole)
            {
                file.Seek(0, SeekOrigin.Begin);
                raw.Keep(file, CancellationToken.None);
            }
        }

        File.Delete(PathOf(part));
        return whole;
    }

    /// <summary>A crash may have come between keeping the file and committing that it is kept.</summary>
    private bool IsKept(string sha256)
    {
        try
        {
            using var kept = raw.Open(sha256);
            return true;
        }
        catch (IOException error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    // Both names were checked to be hexadecimal when the offer came.
    private string PathOf(PartBody part) => Path.Combine(_incoming, $"{part.ReferralId}-{part.Sha256}.part");
}
