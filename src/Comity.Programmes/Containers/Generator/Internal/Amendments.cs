namespace Comity.Programmes.Containers.Generator.Internal;

/// <summary>A file to write: its messages, when it is sent and what it is called in the list of deliveries.</summary>
internal sealed record OutgoingFile(string Function, DateTime SentAt, IReadOnlyList<Message> Messages)
{
    /// <summary>Stories whose deciding declaration is in this file.</summary>
    public IReadOnlyList<ToldStory> Stories { get; init; } = [];
}

/// <summary>What a carrier sends after the original: corrections, additions, withdrawals, the same file once more.</summary>
internal static class Amendments
{
    private const int ChangePerMille = 250;
    private const int AddPerMille = 80;
    private const int DeletePerMille = 80;
    private const int RedeliverPerMille = 40;
    private const int CancelPerMille = 20;

    /// <summary>The original and everything after it, in the order of sending. Ordinary amendments come early.</summary>
    public static List<OutgoingFile> Of(Voyage voyage, List<Bill> bills, List<ToldStory> stories, VoyageBuilder builder, GeneratorOptions options)
    {
        var dice = new Dice(Dice.Hash(options.Seed ^ 0xA3E4D, (ulong)voyage.Index));
        var original = Original(voyage, bills, stories);
        var files = new List<OutgoingFile> { original };
        var ordinary = bills.Where(b => stories.TrueForAll(s => s.Bill != b)).ToList();

        void Amend(MessageFunction function, TimeSpan after, params Bill[] changed)
        {
            // What is amended stands in the document of its port; a bill for a new port goes into the first.
            var document = original.Messages.FirstOrDefault(m => m.Bills.Any(b => changed.Any(c => c.Discharge == b.Discharge)))?.Document ?? 1;
            files.Add(new OutgoingFile(Name(function), voyage.SentAt + after, [new Message(voyage, function, voyage.SentAt + after, files.Count + 1, document, changed)]));
        }

        TimeSpan Soon() => TimeSpan.FromMinutes(dice.Between(90, 20 * 60));

        // A table or an ASYCUDA file cannot say that something is withdrawn.
        var canWithdraw = options.Format is ManifestFormat.Cuscar or ManifestFormat.Ams;
        if (ordinary.Count > 0 && dice.PerMille(ChangePerMille))
        {
            Amend(MessageFunction.Change, Soon(), Correct(dice.Pick(ordinary), dice));
        }

        if (dice.PerMille(AddPerMille))
        {
            Amend(MessageFunction.Add, Soon(), Added(voyage, bills.Count, builder, dice));
        }

        if (canWithdraw && ordinary.Count > 1 && dice.PerMille(DeletePerMille))
        {
            Amend(MessageFunction.Delete, Soon(), ordinary[^1]);
        }

        if (dice.PerMille(RedeliverPerMille))
        {
            files.Add(original with { Function = "redelivered", SentAt = voyage.SentAt + Soon(), Stories = [] });
        }

        if (canWithdraw && stories.Count == 0 && dice.PerMille(CancelPerMille))
        {
            Amend(MessageFunction.Cancel, TimeSpan.FromHours(22));
        }

        foreach (var told in stories)
        {
            if (told.Story.Kind == StoryKind.LateDeletion)
            {
                Amend(MessageFunction.Delete, voyage.ArrivalAt - voyage.SentAt - TimeSpan.FromMinutes(dice.Between(200, 1_300)), told.Bill);
                files[^1] = files[^1] with { Stories = [told] };
            }
            else if (told.Story.Kind == StoryKind.SealChanged)
            {
                var box = told.Bill.Loads[0].Box! with { Seals = [$"X{dice.Between(100_000, 999_999)}"] };
                var resealed = told.Bill with { Loads = [told.Bill.Loads[0] with { Box = box }] };
                Amend(MessageFunction.Change, Soon(), resealed);
                files[^1] = files[^1] with { Stories = [told with { Bill = resealed }] };
            }
        }

        return files;
    }

    private static OutgoingFile Original(Voyage voyage, List<Bill> bills, List<ToldStory> stories)
    {
        var groups = voyage.Carrier.SplitsByPort
            ? bills.GroupBy(b => b.Discharge, StringComparer.Ordinal).Select(g => g.ToList()).ToList()
            : [bills];
        var messages = groups.Select((g, i) => new Message(voyage, MessageFunction.Original, voyage.SentAt, i + 1, i + 1, g)).ToList();
        return new OutgoingFile("original", voyage.SentAt, messages)
        {
            Stories = [.. stories.Where(s => s.Story.Kind is not (StoryKind.LateDeletion or StoryKind.SealChanged))],
        };
    }

    private static Bill Added(Voyage voyage, int sequence, VoyageBuilder builder, Dice dice)
    {
        var bill = builder.FullContainer(voyage, dice);
        return bill with { Number = VoyageBuilder.BillNumber(voyage, bill.Loading, sequence) };
    }

    /// <summary>A clerk's correction: packages recounted or other marks.</summary>
    private static Bill Correct(Bill bill, Dice dice)
    {
        var first = bill.Loads[0];
        return bill.IsEmpties || dice.PerMille(400)
            ? bill with { Marks = $"CORRECTED {dice.Between(100, 999)}" }
            : bill with { Loads = [first with { Packages = first.Packages + dice.Between(1, 3) }, .. bill.Loads.Skip(1)] };
    }

    private static string Name(MessageFunction function) => function switch
    {
        MessageFunction.Add => "add",
        MessageFunction.Change => "change",
        MessageFunction.Delete => "delete",
        _ => "cancel",
    };
}
