using Comity.Kernel.Subjects;
using Comity.Programmes.Containers.Control;
using Microsoft.AspNetCore.Http;

namespace Comity.Host.Web.Containers;

/// <summary>Photographs of finds: kept as they are, shown only when an entry of the register names them.</summary>
internal static class Photographs
{
    private const long MostBytes = 10_000_000;
    private const int HeadBytes = 12;

    /// <summary>Keeps photographs; all are judged before any is kept.</summary>
    /// <exception cref="ControlRefusedException">One is no image or too large.</exception>
    public static IReadOnlyList<string> Keep(IReadOnlyList<IFormFile> photos, IRawFiles raw, CancellationToken cancellation)
    {
        foreach (var photo in photos)
        {
            if (photo.Length > MostBytes)
            {
                throw new ControlRefusedException($"The photograph {photo.FileName} has {photo.Length} bytes; it may have {MostBytes}.");
            }

            using var content = photo.OpenReadStream();
            if (TypeOf(content) is null)
            {
                throw new ControlRefusedException($"The file {photo.FileName} does not begin like a JPEG, PNG, WebP or GIF image.");
            }
        }

        var kept = new List<string>();
        foreach (var photo in photos)
        {
            using var content = photo.OpenReadStream();
            kept.Add(raw.Keep(content, cancellation).Sha256);
        }

        return kept;
    }

    /// <summary>A photograph that an entry of the register names.</summary>
    public static IResult Show(string sha256, Node node)
    {
        using (var view = node.Store.Read())
        {
            if (!view.Register(ControlReport.Kind).Any(entry => entry.Payload.Contains(sha256, StringComparison.Ordinal) && ControlReport.FromJson(entry.Payload).Photos.Contains(sha256, StringComparer.Ordinal)))
            {
                return Results.NotFound();
            }
        }

        var content = node.Raw.Open(sha256);
        var type = TypeOf(content);
        content.Position = 0;
        return Results.Stream(content, type ?? "application/octet-stream");
    }

    /// <summary>The media type by the first bytes; null when it is no image that is taken.</summary>
    private static string? TypeOf(Stream content)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        head = head[..content.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false)];
        return head switch
        {
            [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
            [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => "image/png",
            [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => "image/gif",
            [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P'] => "image/webp",
            _ => null,
        };
    }
}
