namespace Comity.Kernel.Assess;

/// <summary>
/// The set of profiles that records meet now. It can be replaced at any time without a pause: who took the set before goes on
/// with it, who takes it afterwards has the new one whole, and no record is judged by parts of both. May be used by many threads.
/// </summary>
/// <param name="first">The set to begin with.</param>
public sealed class ProfileSetInUse(ProfileSet first)
{
    private readonly Lock _replacing = new();
    private volatile ProfileSet _current = first;

    /// <summary>The set. Take it once for records that belong together.</summary>
    public ProfileSet Current => _current;

    /// <summary>
    /// Replaces the set. It is in use when this returns, which takes as long as what changed; what makes it as fast as a set
    /// compiled anew is done in the background.
    /// </summary>
    /// <param name="profiles">All profiles of the new set.</param>
    /// <returns>Profiles that cannot be used; the set is replaced only when there are none.</returns>
    public IReadOnlyList<ProfileProblem> Replace(IEnumerable<Profile> profiles) => Replace(profiles, out _);

    /// <summary>The same, and the work in the background.</summary>
    /// <param name="profiles">All profiles of the new set.</param>
    /// <param name="merging">Ends when the new set is as fast as one compiled anew.</param>
    public IReadOnlyList<ProfileProblem> Replace(IEnumerable<Profile> profiles, out Task merging)
    {
        lock (_replacing)
        {
            var (set, problems) = ProfileSet.Compile(_current.Schema, profiles, _current);
            merging = Task.CompletedTask;
            if (problems.Count == 0)
            {
                _current = set;
                merging = Task.Run(() => set.Matcher);
            }

            return problems;
        }
    }
}
