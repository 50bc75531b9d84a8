using System.Text.Json;
using Comity.Kernel.Refer;

namespace Comity.Kernel.Account.Authority;

/// <summary>The role book cannot be used; the message names the place.</summary>
public sealed class BadRoleBookException(string message) : Exception(message);

/// <summary>
/// Every resource, every role and what it may do: the one place that pages, API and command line ask. What is not
/// granted is refused.
/// </summary>
public sealed class RoleBook
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
    private readonly Dictionary<string, Role> _roles;
    private readonly Dictionary<string, ResourceDefinition> _resources;

    private RoleBook(IReadOnlyList<ResourceDefinition> resources, IReadOnlyList<Role> roles)
    {
        (Resources, Roles) = (resources, roles);
        _resources = resources.ToDictionary(resource => resource.Id, StringComparer.Ordinal);
        _roles = roles.ToDictionary(role => role.Id, StringComparer.Ordinal);
    }

    /// <summary>All resources, in the order of the file.</summary>
    public IReadOnlyList<ResourceDefinition> Resources { get; }

    /// <summary>All roles, in the order of the file.</summary>
    public IReadOnlyList<Role> Roles { get; }

    /// <summary>Reads a role book: <c>resources</c> and <c>roles</c>; each grant must name a resource, an action and a scope that exist.</summary>
    /// <exception cref="BadRoleBookException">It cannot be used.</exception>
    public static RoleBook Read(Stream json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Lenient);
            ResourceDefinition[] resources = [.. document.RootElement.GetProperty("resources").EnumerateArray().Select(Resource)];
            var known = resources.SelectMany(resource => resource.Actions.Select(action => (Right: new Right(resource.Id, action), resource.IsOwned))).ToDictionary(known => known.Right, known => known.IsOwned);
            Role[] roles = [.. document.RootElement.GetProperty("roles").EnumerateArray().Select(role => ReadRole(role, known))];
            return new RoleBook(resources, roles);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new BadRoleBookException($"The role book cannot be read: {error.Message}");
        }
    }

    /// <summary>A role by its name.</summary>
    public Role? Role(string id) => _roles.GetValueOrDefault(id);

    /// <summary>A resource by its name.</summary>
    /// <exception cref="BadRoleBookException">There is none: a rule names something the book does not know.</exception>
    public ResourceDefinition Resource(string id) =>
        _resources.GetValueOrDefault(id) ?? throw new BadRoleBookException($"The role book has no resource '{id}'.");

    /// <summary>Whether the book knows a resource with an action.</summary>
    public bool Knows(Right right) => _resources.GetValueOrDefault(right.Resource)?.Actions.Contains(right.Action, StringComparer.Ordinal) == true;

    /// <summary>The widest reach of a right for an actor, or <see langword="null"/> when the actor does not have it.</summary>
    public Scope? ScopeOf(Actor actor, Right right)
    {
        if (actor.Only is { } only && !only.Contains(right))
        {
            return null;
        }

        Scope? widest = null;
        foreach (var grant in actor.Roles.Select(Role).OfType<Role>().SelectMany(role => role.Grants).Where(grant => grant.Right == right))
        {
            widest = widest is { } scope && scope > grant.Scope ? scope : grant.Scope;
        }

        return widest;
    }

    /// <summary>Whether an actor may do something at all; to whose things is asked with an owner.</summary>
    public bool May(Actor actor, Right right) => ScopeOf(actor, right) is not null;

    /// <summary>Whether an actor may do something to a thing of an owner.</summary>
    public bool May(Actor actor, Right right, Owner owner) => ScopeOf(actor, right) switch
    {
        null => false,
        Scope.Self => IsSelf(actor, owner),
        Scope.Group => IsSelf(actor, owner) || IsGroup(actor, owner),
        Scope.Unit => IsSelf(actor, owner) || IsGroup(actor, owner) || IsUnit(actor, owner),
        Scope.Agency => IsSelf(actor, owner) || IsGroup(actor, owner) || IsUnit(actor, owner) || Same(owner.Agency, actor.Agency),
        _ => true,
    };

    /// <summary>
    /// Whether an actor may do something to a thing that accounts made. What needs a second person is refused to each of
    /// those accounts, and to everybody while it is not known whose the thing is.
    /// </summary>
    /// <param name="actor">Who.</param>
    /// <param name="right">What.</param>
    /// <param name="makers">The accounts that made it.</param>
    public bool May(Actor actor, Right right, IReadOnlyCollection<string> makers) => May(actor, right)
        && (!Resource(right.Resource).SecondPerson.Contains(right.Action, StringComparer.Ordinal)
            || (makers.Count > 0 && !makers.Contains(actor.Account, StringComparer.Ordinal)));

    /// <summary>Whether an actor may see something under a handling label.</summary>
    /// <remarks>TLP:RED is for named recipients only: a role that reaches it still needs to be named where the thing is kept.</remarks>
    public bool MaySee(Actor actor, Tlp label) => actor.Roles.Select(Role).OfType<Role>().Any(role => label <= role.Handling);

    private static bool IsSelf(Actor actor, Owner owner) => Same(owner.Account, actor.Account);

    private static bool IsGroup(Actor actor, Owner owner) => owner.Group is { Length: > 0 } group && actor.Groups.Contains(group, StringComparer.Ordinal);

    // A unit of the same name in another agency is another unit.
    private static bool IsUnit(Actor actor, Owner owner) =>
        Same(owner.Unit, actor.Unit) && (owner.Agency is null || string.Equals(owner.Agency, actor.Agency, StringComparison.Ordinal));

    private static bool Same(string? owned, string acting) => owned is { Length: > 0 } && string.Equals(owned, acting, StringComparison.Ordinal);

    private static ResourceDefinition Resource(JsonElement json)
    {
        var id = Text(json, "id");
        var actions = Texts(json, "actions");
        var fresh = Texts(json, "fresh");
        var second = Texts(json, "second");
        return fresh.Concat(second).FirstOrDefault(action => !actions.Contains(action, StringComparer.Ordinal)) is { } stray
            ? throw new BadRoleBookException($"The resource '{id}' has no action '{stray}'.")
            : new ResourceDefinition(id, Text(json, "title"), Text(json, "purpose"), actions, fresh, second, json.TryGetProperty("owned", out var owned) && owned.GetBoolean());
    }

    private static Role ReadRole(JsonElement json, Dictionary<Right, bool> known)
    {
        var id = Text(json, "id");
        var grants = new List<Grant>();
        foreach (var resource in json.GetProperty("grants").EnumerateObject())
        {
            foreach (var action in resource.Value.EnumerateObject())
            {
                var right = new Right(resource.Name, action.Name);
                if (!known.TryGetValue(right, out var isOwned))
                {
                    throw new BadRoleBookException($"The role '{id}' is granted '{right}', which no resource has.");
                }

                var scope = Named<Scope>(action.Value.GetString(), $"The role '{id}' has '{right}'");
                if (scope != Scope.All && !isOwned)
                {
                    // Nothing could hold it to that.
                    throw new BadRoleBookException($"The role '{id}' has '{right}' for {scope}, but '{right.Resource}' has no owners: write all, or leave it out.");
                }

                grants.Add(new Grant(right, scope));
            }
        }

        var isAssignable = !json.TryGetProperty("assignable", out var assignable) || assignable.GetBoolean();
        return new Role(id, Text(json, "title"), Named<Tlp>(Text(json, "handling"), $"The role '{id}' has the handling"), isAssignable, grants);
    }

    private static T Named<T>(string? text, string what)
        where T : struct, Enum => Enum.TryParse<T>(text?.Replace("+", "", StringComparison.Ordinal), ignoreCase: true, out var value)
            ? value
            : throw new BadRoleBookException($"{what} '{text}'; expected one of {string.Join(", ", Enum.GetNames<T>())}.");

    private static string Text(JsonElement json, string name) =>
        json.GetProperty(name).GetString() is { Length: > 0 } text ? text : throw new BadRoleBookException($"'{name}' is empty in {json}.");

    private static string[] Texts(JsonElement json, string name) =>
        json.TryGetProperty(name, out var list) ? [.. list.EnumerateArray().Select(item => item.GetString()!)] : [];
}
