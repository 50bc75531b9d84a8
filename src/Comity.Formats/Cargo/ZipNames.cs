using System.Buffers.Binary;
using System.Text;

namespace Comity.Formats.Cargo;

/// <summary>Entry names seen in the first bytes of a zip archive (APPNOTE 4.3.7, local file header).</summary>
internal static class ZipNames
{
    private const int HeaderBytes = 30;
    private const int NameLengthAt = 26;

    public static bool IsZip(ReadOnlySpan<byte> head) => head.StartsWith("PK\u0003\u0004"u8) || head.StartsWith("PK\u0005\u0006"u8);

    public static IReadOnlyList<string> InHead(ReadOnlySpan<byte> head)
    {
        var names = new List<string>();
        if (!IsZip(head))
        {
            return names;
        }

        while (head.IndexOf("PK\u0003\u0004"u8) is var at and >= 0)
        {
            head = head[at..];
            if (head.Length < HeaderBytes)
            {
                break;
            }

            var length = BinaryPrimitives.ReadUInt16LittleEndian(head[NameLengthAt..]);
            if (head.Length < HeaderBytes + length)
            {
                break;
            }

            names.Add(Encoding.UTF8.GetString(head.Slice(HeaderBytes, length)));
            head = head[HeaderBytes..];
        }

        return names;
    }
}
