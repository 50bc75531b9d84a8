namespace Comity.Formats.Cargo;

/// <summary>What senders write for empty and full.</summary>
internal static class LoadStatus
{
    /// <summary>Whether a container is declared empty; <see langword="null"/> when the word is not known.</summary>
    public static bool? IsEmpty(string text) => text.Trim().ToUpperInvariant() switch
    {
        "E" or "EMPTY" or "MT" or "MTY" or "EMT" or "4" or "VACIO" or "VACÍO" or "VIDE" or "VAZIO" => true,
        "F" or "FULL" or "L" or "LOADED" or "FCL" or "LCL" or "5" or "LLENO" or "PLEIN" or "CHEIO" => false,
        _ => null,
    };
}
