using Comity.Programmes.Containers.Control;

namespace Comity.Host.Web.Containers;

/// <summary>The actions as officers call them.</summary>
internal static class ActionNames
{
    public static string Of(string action) => action switch
    {
        ControlActions.Release => "release",
        ControlActions.Documents => "check documents",
        ControlActions.Scan => "scan",
        ControlActions.Physical => "physical control",
        _ => action,
    };
}
