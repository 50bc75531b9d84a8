using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Comity.Host.Web.Containers;

/// <summary>Takes files in as they arrive, part by part: a manifest may be larger than memory.</summary>
internal static class Upload
{
    public const int LongestSender = 100;
    private const int LongestName = 200;
    private const int LongestField = 4096;

    // The antiforgery options' usual names; the form's field comes first, and only then is anything kept.
    private const string TokenField = "__RequestVerificationToken";
    private const string TokenHeader = "RequestVerificationToken";

    private const string NoFile = "no-file";
    private const string NoSender = "no-sender";

    /// <summary>Why an upload was not taken, for the page it leads back to.</summary>
    public static string? Explain(string? problem) => problem switch
    {
        NoFile => "No file came with the form. Choose at least one.",
        NoSender => $"Say who the files come from, in at most {LongestSender} characters.",
        _ => null,
    };

    public static async Task<IResult> Receive(HttpContext context, IAntiforgery antiforgery, ImportJobs jobs)
    {
        var boundary = MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) ? HeaderUtilities.RemoveQuotes(type.Boundary).Value : null;
        if (string.IsNullOrEmpty(boundary))
        {
            return Results.StatusCode(StatusCodes.Status400BadRequest);
        }

        // Raw files are written by plain reads; the thread waits for the network of this one upload.
        context.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
        var reader = new MultipartReader(boundary, context.Request.Body);
        var (sender, trusted, files) = ("", false, 0);
        while (await reader.ReadNextSectionAsync(context.RequestAborted) is { } section)
        {
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
            {
                return Results.StatusCode(StatusCodes.Status400BadRequest);
            }

            var field = HeaderUtilities.RemoveQuotes(disposition.Name).Value;
            if (field == TokenField)
            {
                context.Request.Headers[TokenHeader] = await Text(section, context.RequestAborted);
                trusted = await antiforgery.IsRequestValidAsync(context);
            }
            else if (!trusted)
            {
                return Results.StatusCode(StatusCodes.Status400BadRequest);
            }
            else if (field == "sender")
            {
                sender = (await Text(section, context.RequestAborted)).Trim();
            }
            else if (field == "files" && Name(disposition) is { Length: > 0 } name)
            {
                if (sender.Length is 0 or > LongestSender)
                {
                    return Results.Redirect($"/imports?problem={NoSender}");
                }

                jobs.Add(name, section.Body, sender, context.RequestAborted);
                files++;
            }
        }

        return trusted ? Results.Redirect(files > 0 ? "/imports" : $"/imports?problem={NoFile}") : Results.StatusCode(StatusCodes.Status400BadRequest);
    }

    private static string Name(ContentDispositionHeaderValue disposition)
    {
        var declared = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value ?? "";
        var name = declared[(declared.LastIndexOfAny(['/', '\\']) + 1)..].Trim();
        return name.Length <= LongestName ? name : name[..LongestName];
    }

    private static async Task<string> Text(MultipartSection section, CancellationToken cancellation)
    {
        var buffer = new byte[LongestField];
        var length = await section.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        return System.Text.Encoding.UTF8.GetString(buffer, 0, length);
    }
}
