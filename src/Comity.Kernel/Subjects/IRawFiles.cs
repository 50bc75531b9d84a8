namespace Comity.Kernel.Subjects;

/// <summary>Keeps the raw bytes of everything that is handed in (manifests, photographs) under their SHA-256, unchanged, once.</summary>
public interface IRawFiles
{
    /// <summary>Keeps a file; when it returns, the bytes are on disk.</summary>
    /// <param name="content">The bytes; read to the end.</param>
    /// <param name="cancellation">Gives up; nothing is kept.</param>
    /// <returns>SHA-256 in lower-case hexadecimal and length.</returns>
    (string Sha256, long Bytes) Keep(Stream content, CancellationToken cancellation);

    /// <summary>Opens a kept file for reading.</summary>
    /// <exception cref="FileNotFoundException">No such file is kept.</exception>
    Stream Open(string sha256);

    /// <summary>Deletes a kept file.</summary>
    /// <returns>Whether it was there.</returns>
    bool Delete(string sha256);
}
