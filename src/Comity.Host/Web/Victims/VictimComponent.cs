using Comity.Exchange.Desk;
using Comity.Host.Authority;
using Comity.Host.Victims;
using Comity.Kernel.Account;
using Comity.Kernel.Refer;
using Comity.Programmes.Victims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;

namespace Comity.Host.Web.Victims;

/// <summary>What pages of the victims' register and their parts have in common.</summary>
public abstract class VictimComponent : ComponentBase
{
    /// <summary>Longest text of a reason or request.</summary>
    protected const int LongestText = 1000;

    [Inject] protected VictimDesk Desk { get; set; } = null!;

    [Inject] protected Access Access { get; set; } = null!;

    [Inject] protected Node Node { get; set; } = null!;

    [Inject] protected ExchangeAccess Exchange { get; set; } = null!;

    [Inject] protected NavigationManager Navigation { get; set; } = null!;

    [CascadingParameter] public required HttpContext Context { get; set; }

    /// <summary>Why something was refused, or null.</summary>
    protected string? Error { get; set; }

    protected DateTimeOffset Now => Node.Clock.GetUtcNow();

    protected DateOnly Today => DateOnly.FromDateTime(Now.UtcDateTime);

    /// <summary>What stands in a field of the form that was sent.</summary>
    protected string Field(string name) => Context.Request.Form[name].ToString().Trim();

    /// <summary>Who acts now, and why.</summary>
    protected Deed Deed(string why) => new(Access.Actor.Name, string.Join(", ", Access.Actor.Roles), Now, why);

    /// <summary>Does something and goes on to a page; when it is refused, stays and says why.</summary>
    protected void Do(Action act, string address) => Do(() =>
    {
        act();
        return address;
    });

    /// <summary>Does something and goes on to the page it names, if any; when it is refused, stays and says why.</summary>
    protected void Do(Func<string?> act)
    {
        string? address;
        try
        {
            address = act();
        }
        catch (Exception refused) when (refused is DeedRefusedException or ReferralRefusedException or IllegalStepException or PersonFileChangedException)
        {
            Error = refused.Message;
            return;
        }

        if (address is not null)
        {
            Navigation.NavigateTo(address);
        }
    }

    /// <summary>Reads from the register; when the keys are missing, stays and says so.</summary>
    protected T? Read<T>(Func<T?> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (Exception closed) when (closed is PersonKeysException or CannotOpenException)
        {
            Error = closed.Message;
            return null;
        }
    }

    /// <summary>Whether a referral was taken back.</summary>
    protected Func<string, bool> TakenBack(IExchangeView exchange) => id => exchange.Referral(id)?.IsWithdrawn == true;

    /// <summary>A value of an enumeration that a form sent.</summary>
    /// <exception cref="DeedRefusedException">It is none.</exception>
    protected static T Choice<T>(string sent, string otherwise)
        where T : struct, Enum => Enum.TryParse<T>(sent, out var value) && Enum.IsDefined(value) ? value : throw new DeedRefusedException(otherwise);

    /// <summary>A day that a form sent; null when it was left open.</summary>
    /// <exception cref="DeedRefusedException">It is none.</exception>
    protected static DateOnly? Day(string sent) => sent.Length == 0
        ? null
        : DateOnly.TryParseExact(sent, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var day)
            ? day
            : throw new DeedRefusedException($"Found '{sent}'; expected a date, year-month-day.");
}

/// <summary>A page about one case.</summary>
public abstract class VictimCasePage : VictimComponent
{
    /// <summary>The number of the case.</summary>
    [Parameter] public string Number { get; set; } = "";

    /// <summary>The case; null when it is not there or cannot be opened.</summary>
    protected VictimCase? Known { get; private set; }

    /// <summary>The address of the case.</summary>
    protected string Address => VictimNames.Address(Number);

    protected override void OnInitialized()
    {
        Known = Read(() => Desk.Find(Number));
        if (Known is null && Error is null)
        {
            Navigation.NotFound();
        }
    }
}

/// <summary>A part of the page of a case.</summary>
public abstract class VictimPart : VictimComponent
{
    /// <summary>The case.</summary>
    [Parameter, EditorRequired] public required VictimCase Known { get; set; }

    /// <summary>The address of the case.</summary>
    protected string Address => VictimNames.Address(Known.Number);
}
