namespace Comity.Kernel.Account.Authority;

/// <summary>An account of a person, as it is kept. It is changed in place and then saved as a whole.</summary>
public sealed class UserAccount
{
    /// <summary>Number within the node; 0 before it is saved.</summary>
    public long Id { get; set; }

    /// <summary>The name it signs in with.</summary>
    public string Name { get; set; } = "";

    /// <summary>The name compared by, upper case.</summary>
    public string NormalName { get; set; } = "";

    /// <summary>The name that stands in decisions, the register and the audit.</summary>
    public string DisplayName { get; set; } = "";

    /// <summary>The unit acted for.</summary>
    public string Unit { get; set; } = "";

    /// <summary>The agency the unit belongs to.</summary>
    public string Agency { get; set; } = "";

    /// <summary>Groups it belongs to.</summary>
    public IReadOnlyList<string> Groups { get; set; } = [];

    /// <summary>Its roles.</summary>
    public IReadOnlyList<string> Roles { get; set; } = [];

    /// <summary>Whether it is closed.</summary>
    public bool IsDisabled { get; set; }

    /// <summary>The password's hash; null when it has none.</summary>
    public string? PasswordHash { get; set; }

    /// <summary>Changes with every change of what the account proves itself by.</summary>
    public string SecurityStamp { get; set; } = "";

    /// <summary>The key shared with the authenticator app (RFC 6238), as it is kept; null when there is none.</summary>
    public string? AuthenticatorKey { get; set; }

    /// <summary>Whether the authenticator app was confirmed and is asked for.</summary>
    public bool HasSecondFactor { get; set; }

    /// <summary>What is kept of codes for a lost authenticator; null when there are none.</summary>
    public string? RecoveryCodes { get; set; }

    /// <summary>Wrong passwords or codes in a row.</summary>
    public int FailedCount { get; set; }

    /// <summary>Until when it is locked, or null.</summary>
    public DateTimeOffset? LockedUntil { get; set; }

    /// <summary>Who it is when it acts.</summary>
    public Actor ToActor() => new(
        Id.ToString(System.Globalization.CultureInfo.InvariantCulture), DisplayName, Unit, Agency, Groups, Roles);
}
