namespace Comity.Host;

/// <summary>Who acts while a node serves only its own machine: the user of the system account, for the unit that was named.</summary>
public static class LocalOfficer
{
    /// <summary>The unit when none is named.</summary>
    public const string UsualUnit = "Port control unit";

    /// <summary>The name of the system account.</summary>
    public static string UsualName => Environment.UserName;
}
