using Comity.Host.Workshop;

namespace Comity.Host.Web.Workshop;

/// <summary>How the workshop's states and acts are called on pages.</summary>
internal static class WorkshopNames
{
    public static string Of(ProfileState state) => state switch
    {
        ProfileState.Draft => "draft",
        ProfileState.InReview => "waits for a second person",
        ProfileState.Active => "active",
        ProfileState.RetirementAsked => "active; retirement asked",
        ProfileState.Retired => "retired",
        ProfileState.Dropped => "dropped",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, message: null),
    };

    public static string Chip(ProfileState state) => state switch
    {
        ProfileState.Draft or ProfileState.InReview or ProfileState.RetirementAsked => "todo",
        ProfileState.Active => "calm",
        _ => "",
    };

    public static string Of(WorkshopAct act) => act switch
    {
        WorkshopAct.Submit => "asked for a second person",
        WorkshopAct.Drop => "dropped it",
        WorkshopAct.Approve => "approved it and put it to use",
        WorkshopAct.SendBack => "sent it back",
        WorkshopAct.AskRetirement => "asked to retire it",
        WorkshopAct.Retire => "retired it",
        WorkshopAct.Renew => "keeps it until",
        _ => throw new ArgumentOutOfRangeException(nameof(act), act, message: null),
    };
}
