using Comity.Kernel.Refer.Cases;

namespace Comity.Programmes.Cases;

/// <summary>
/// The kinds of entry of a joint post-seizure case. Names of seizures are those of ETIS (CITES), of prosecution files those
/// of OASIS Electronic Court Filing 5.0, of exhibits those of the CASE ontology.
/// </summary>
public static class JointCase
{
    /// <summary>What was seized, where, and what is known of the way it took.</summary>
    public const string Seizure = "seizure";

    /// <summary>The way of a seizure from origin to destination, for its accounting.</summary>
    public const string Chain = "chain";

    /// <summary>A relation between two things of the case.</summary>
    public const string Link = "link";

    /// <summary>A file with its hash.</summary>
    public const string Document = "document";

    /// <summary>A document or exhibit changed hands.</summary>
    public const string Custody = "custody";

    /// <summary>Something asked of a member.</summary>
    public const string Request = "request";

    /// <summary>What was answered to a request.</summary>
    public const string Answer = "answer";

    /// <summary>Something a member has to do.</summary>
    public const string Task = "task";

    /// <summary>A task that was done.</summary>
    public const string TaskDone = "task-done";

    /// <summary>What was said or agreed at a meeting of the case forum.</summary>
    public const string Minute = "minute";

    /// <summary>What was decided.</summary>
    public const string Decision = "decision";

    /// <summary>A person.</summary>
    public const string Person = "person";

    /// <summary>A prosecution file (docket).</summary>
    public const string File = "file";

    /// <summary>A charge against one person.</summary>
    public const string Charge = "charge";

    /// <summary>A hearing.</summary>
    public const string Hearing = "hearing";

    /// <summary>What became of a charge.</summary>
    public const string Disposition = "disposition";

    /// <summary>The relation that says that two entries are about the same person or thing.</summary>
    public const string SameAs = "same-as";

    /// <summary>The things that a link chart shows.</summary>
    public static IReadOnlyList<string> Things { get; } = [Seizure, "container", "vessel", Person, "company", "phone"];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<CaseKind> Kinds { get; } =
    [
        new(Seizure, "Seizure", "What was seized, in words",
        [
            new("commodity", "Commodity", Required: true),
            new("drug_form", "Form", Choices: CaseReference.DrugForms),
            new("net_mass_kg", "Net mass, kg", CaseFieldType.Number, Required: true),
            new("pieces", "Pieces", CaseFieldType.Number),
            new("seized_on", "Day of the seizure", CaseFieldType.Date, Required: true),
            new("discovered_in", "Country of discovery", CaseFieldType.Country, Required: true),
            new("place", "Place"),
            new("agency", "Agency"),
            new("transport", "Means of transport", Choices: ["sea", "air", "road", "rail", "post", "on foot"]),
            new("concealment", "Concealment"),
            new("detection", "Method of detection", Choices: ["targeting", "intelligence", "routine", "x-ray", "dog", "investigation", "other"]),
            new("value_usd", "Value, US dollars", CaseFieldType.Number),
        ], []),
        new(Chain, "Trade chain of a seizure", "Where this is known from",
        [
            new("origin", "Origin and its share, such as KE 80", Many: true),
            new("export", "Country of export", CaseFieldType.Country, Many: true),
            new("transit_in_custody", "Transit while it was in the chain of custody", CaseFieldType.Country, Many: true),
            new("transit_outside", "Transit outside the chain of custody", CaseFieldType.Country, Many: true),
            new("destination", "Country of destination", CaseFieldType.Country),
        ], [Seizure]),
        new(Person, "Person", "Name",
        [
            new("role", "Role", Choices: ["accused", "suspect", "witness", "contact"]),
            new("nationality", "Nationality", CaseFieldType.Country),
            new("born_on", "Date of birth", CaseFieldType.Date),
        ], []),
        new("company", "Company", "Name", [new("country", "Country", CaseFieldType.Country), new("registration", "Registration number")], []),
        new("vessel", "Vessel", "Name", [new("imo_number", "IMO number"), new("flag", "Flag", CaseFieldType.Country)], []),
        new("container", "Container", "Number", [new("bill_number", "Bill of lading"), new("seal_number", "Seal")], []),
        new("phone", "Phone", "Number", [new("imei", "IMEI")], []),
        new(Link, "Link", "How it is known",
        [
            new("from", "From", CaseFieldType.Entry, Required: true),
            new("to", "To", CaseFieldType.Entry, Required: true),
            new("relation", "Relation", Required: true, Choices: [SameAs, "carried", "owns", "works-for", "called", "shipped", "received", "found-in", "arrested-for", "associated-with"]),
        ], []),
        new(Document, "Document or exhibit", "Title",
        [
            new("pages", "Pages", CaseFieldType.Number),
            new("scan_operator", "Scanned by"),
            new("exhibit_number", "Exhibit number"),
            new("root_exhibit_number", "Exhibit it was made from"),
            new("holder", "Who holds the original", Required: true),
            new("file", "Prosecution file", CaseFieldType.Entry),
        ], [], HasFile: true),
        new(Custody, "Change of custody", "Why",
        [
            new("from_holder", "Handed over by", Required: true),
            new("to_holder", "Taken over by", Required: true),
            new("on", "Day", CaseFieldType.Date, Required: true),
            new("seal", "Seal"),
        ], [Document]),
        new(Request, "Request", "What is asked",
        [
            new("to_node", "Asked of", Required: true),
            new("due", "Due", CaseFieldType.Date, Required: true),
            new("basis", "Legal basis"),
        ], []),
        new(Answer, "Answer", "What is answered",
        [
            new("result", "Result", Required: true, Choices: ["complete", "partial", "refused"]),
        ], [Request]),
        new(Task, "Task", "What is to be done", [new("assignee", "Who does it", Required: true), new("due", "Due", CaseFieldType.Date, Required: true)], []),
        new(TaskDone, "Task done", "What was done", [], [Task]),
        new(Minute, "Forum minute", "What was said and agreed", [new("held_on", "Day of the meeting", CaseFieldType.Date, Required: true), new("present", "Present", Many: true)], []),
        new(Decision, "Decision", "What was decided", [new("decided_on", "Day", CaseFieldType.Date, Required: true), new("decided_by", "Decided by", Required: true)], []),
        new(File, "Prosecution file", "Title",
        [
            new("docket_id", "Docket number", Required: true),
            new("court", "Court", Required: true),
            new("country", "Country", CaseFieldType.Country, Required: true),
            new("filing_review", "Filing review", Choices: ["accepted", "cancelled", "partially accepted", "received", "rejected"]),
            new("docketing", "Docketing", Choices: ["successful", "unsuccessful", "not applicable"]),
        ], []),
        new(Charge, "Charge", "Description of the charge",
        [
            new("person", "Accused", CaseFieldType.Entry, Required: true),
            new("charge_sequence_id", "Number of the charge", Required: true),
            new("charge_statute", "Statute", Required: true),
            new("arrest_date", "Arrested on", CaseFieldType.Date),
        ], [File]),
        new(Hearing, "Hearing", "What was heard",
        [
            new("held_on", "Day", CaseFieldType.Date, Required: true),
            new("purpose", "Purpose", Choices: ["first appearance", "bail", "plea", "trial", "sentencing", "appeal", "other"]),
            new("next_on", "Adjourned to", CaseFieldType.Date),
        ], [File]),
        new(Disposition, "Disposition of a charge", "What the court said",
        [
            new("disposition", "Disposition", Required: true, Choices: Dispositions.All),
            new("disposed_on", "Day", CaseFieldType.Date, Required: true),
            new("sentence", "Sentence"),
            new("concurrent_with", "Concurrent with the sentence on the charge", CaseFieldType.Entry),
        ], [Charge]),
    ];

    /// <summary>A kind, or null when it is a later version's or another program's.</summary>
    public static CaseKind? Kind(string id) => Kinds.FirstOrDefault(kind => kind.Id == id);
}
