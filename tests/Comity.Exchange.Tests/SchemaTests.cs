using System.Text.Json;
using System.Text.RegularExpressions;
using Comity.Exchange.Envelope;
using Comity.Kernel.Refer;
using Comity.Kernel.Refer.Cases;

namespace Comity.Exchange.Tests;

/// <summary>The published schema says what is written: every type of message is checked against it, and against a changed one it fails.</summary>
public sealed class SchemaTests
{
    private static readonly JsonElement Schema = JsonElement.Parse(File.ReadAllBytes(Path.Combine(Root(), "data", "schemas", "exchange-message-1.schema.json")));

    public static TheoryData<string> Types => [MessageTypes.Offer, MessageTypes.Step, MessageTypes.Entry, MessageTypes.Part, MessageTypes.Card, MessageTypes.Receipt];

    [Theory]
    [MemberData(nameof(Types))]
    public void A_message_is_as_the_schema_says(string type)
    {
        var message = Sample(type);
        Problems(Schema, message, "$").ShouldBeEmpty();
        Problems(Schema, Changed(message, "\"iss\":\"alfa\"", "\"iss\":\"Alfa\""), "$").ShouldNotBeEmpty();
        Problems(Schema, Changed(message, "\"body\":{", "\"body\":{\"unheard\":1,"), "$").ShouldNotBeEmpty();
        Problems(Schema, Changed(message, "\"jti\":", "\"name\":"), "$").ShouldNotBeEmpty();
    }

    [Fact]
    public void An_entry_of_a_case_is_as_the_schema_says()
    {
        var name = new string('a', 40);
        var entry = JsonElement.Parse(ReferralJson.Write(new CaseEntry
        {
            Case = name,
            Node = "alfa",
            Kind = "document",
            Text = "Bill of lading",
            Facts = CaseNodes.Facts(("holder", "customs")),
            About = name,
            Replaces = name,
            Admission = new Admission("bravo", true),
            Attachments = [new Attachment(new string('a', 64), 10, "bill", "application/pdf")],
            Handling = CaseNodes.Red("alfa"),
            Evaluation = new Evaluation("A", 1),
            To = ["bravo"],
            By = "officer",
            At = DateTimeOffset.UnixEpoch,
            Salt = "0123456789abcdef",
        }));
        var schema = Schema.GetProperty("$defs").GetProperty("caseEntry");
        Problems(schema, entry, "$").ShouldBeEmpty();
        Problems(schema, Changed(entry, "\"node\":\"alfa\"", "\"node\":\"Alfa\""), "$").ShouldNotBeEmpty();
        Problems(schema, Changed(entry, "\"salt\":", "\"pepper\":"), "$").ShouldNotBeEmpty();
    }

    private static JsonElement Changed(JsonElement message, string from, string to)
    {
        var text = message.GetRawText();
        text.ShouldContain(from);
        return JsonElement.Parse(text.Replace(from, to, StringComparison.Ordinal));
    }

    private static JsonElement Sample(string type)
    {
        var name = new string('a', 40);
        var offer = new ReferralOffer
        {
            From = "alfa",
            To = "bravo",
            Kind = ReferralKind.RequestPermission,
            Purpose = "container-control",
            Request = "Open it",
            Subject = new SubjectSnapshot("consignment", "x", new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["container.number"] = ["ABCU1234560"] }),
            Ground = new Ground(GroundKind.Override, "Article 5", "danger"),
            Handling = new Handling { Tlp = Tlp.AmberStrict, H1 = true, H3 = ["call first"] },
            Evaluation = new Evaluation("B", 2),
            Attachments = [new Attachment(new string('a', 64), 10, "photo", "image/jpeg")],
            Provenance = new Provenance("charlie", name, name, name),
            Permission = new PermissionSought(name, "delta", true),
            By = "officer",
            At = DateTimeOffset.UnixEpoch,
            ExpiresAt = DateTimeOffset.UnixEpoch.AddDays(1),
            Salt = "0123456789abcdef",
        };
        var step = new Step
        {
            ReferralId = name,
            Number = 1,
            Kind = StepKind.ConfirmRevocation,
            Node = "alfa",
            By = "officer",
            At = DateTimeOffset.UnixEpoch,
            Why = "why",
            Outcome = new Outcome("seized", "found", [new FoundItem("cocaine", 1435.5, "kg")]),
            Holder = "alfa",
            PassedOnTo = ["bravo"],
        };
        var body = type switch
        {
            MessageTypes.Offer => ReferralJson.Write(new OfferBody(offer, step)),
            MessageTypes.Step => ReferralJson.Write(step),
            MessageTypes.Entry => ReferralJson.Write(new EntryBody("signed")),
            MessageTypes.Part => ReferralJson.Write(new PartBody(name, new string('a', 64), 0, 3, "AAAA")),
            MessageTypes.Card => ReferralJson.Write(new CardBody("signed")),
            _ => ReferralJson.Write(new ReceiptBody([new Receipt(name, false, "why")])),
        };
        return JsonElement.Parse(ReferralJson.Write(new Message(1, "alfa", "bravo", name, 1, 2, type, JsonElement.Parse(body))));
    }

    /// <summary>As much of JSON Schema as the file uses; a keyword that is not known here fails the test.</summary>
    private static List<string> Problems(JsonElement schema, JsonElement value, string at)
    {
        var problems = new List<string>();
        foreach (var keyword in schema.EnumerateObject())
        {
            var rule = keyword.Value;
            problems.AddRange(keyword.Name switch
            {
                "$schema" or "$id" or "$defs" or "title" or "description" or "format" => [],
                "$ref" => Problems(Schema.GetProperty("$defs").GetProperty(rule.GetString()!["#/$defs/".Length..]), value, at),
                "anyOf" => rule.EnumerateArray().Any(one => Problems(one, value, at).Count == 0) ? [] : [$"{at}: none of the alternatives"],
                "type" => TypeOf(value) == rule.GetString() || (rule.ValueEquals("integer") && TypeOf(value) == "number") ? [] : [$"{at}: found {TypeOf(value)}; expected {rule}"],
                "const" => JsonElement.DeepEquals(rule, value) ? [] : [$"{at}: expected {rule}"],
                "enum" => rule.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)) ? [] : [$"{at}: {value} is none of the values"],
                "pattern" => value.ValueKind == JsonValueKind.String && Regex.IsMatch(value.GetString()!, rule.GetString()!, RegexOptions.None, TimeSpan.FromSeconds(1)) ? [] : [$"{at}: {value} does not match"],
                "items" => value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().SelectMany((item, i) => Problems(rule, item, $"{at}[{i}]")) : [],
                "required" => rule.EnumerateArray().Where(name => value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name.GetString()!, out _)).Select(name => $"{at}: {name} is missing"),
                "properties" => value.ValueKind != JsonValueKind.Object ? [] : value.EnumerateObject().Where(member => rule.TryGetProperty(member.Name, out _))
                    .SelectMany(member => Problems(rule.GetProperty(member.Name), member.Value, $"{at}.{member.Name}")),
                "additionalProperties" => Others(schema, rule, value, at),
                var other => throw new NotSupportedException($"The schema uses '{other}', which this test does not know."),
            });
        }

        return problems;
    }

    private static IEnumerable<string> Others(JsonElement schema, JsonElement rule, JsonElement value, string at)
    {
        var others = value.ValueKind == JsonValueKind.Object
            ? value.EnumerateObject().Where(member => !schema.TryGetProperty("properties", out var known) || !known.TryGetProperty(member.Name, out _))
            : [];
        return rule.ValueKind == JsonValueKind.False
            ? others.Select(member => $"{at}: {member.Name} is not expected")
            : others.SelectMany(member => Problems(rule, member.Value, $"{at}.{member.Name}"));
    }

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        var kind => kind.ToString().ToLowerInvariant(),
    };

    internal static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Comity.slnx")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }
}
