using System.Globalization;
using System.Text.Json;
using Comity.Kernel.Account.Authority;
using Comity.Store.Identity;
using Microsoft.AspNetCore.Identity;

namespace Comity.Host.Identity;

/// <summary>The framework's view of the accounts in a node's store.</summary>
public sealed class OfficerStore(Node node) :
    IUserPasswordStore<UserAccount>, IUserSecurityStampStore<UserAccount>, IUserLockoutStore<UserAccount>, IUserTwoFactorStore<UserAccount>,
    IUserAuthenticatorKeyStore<UserAccount>, IUserTwoFactorRecoveryCodeStore<UserAccount>, IUserPasskeyStore<UserAccount>
{
    private AccountTable Accounts => node.Authority.Accounts;

    /// <inheritdoc />
    public Task<IdentityResult> CreateAsync(UserAccount user, CancellationToken cancellationToken) =>
        Task.FromResult(Accounts.Add(user) ? IdentityResult.Success : IdentityResult.Failed(new IdentityErrorDescriber().DuplicateUserName(user.Name)));

    /// <inheritdoc />
    public Task<IdentityResult> UpdateAsync(UserAccount user, CancellationToken cancellationToken)
    {
        Accounts.Save(user);
        return Task.FromResult(IdentityResult.Success);
    }

    /// <summary>Accounts are closed, never deleted: the register and the audit name them.</summary>
    public Task<IdentityResult> DeleteAsync(UserAccount user, CancellationToken cancellationToken) =>
        throw new NotSupportedException("An account is closed, not deleted: the register and the audit name it.");

    /// <inheritdoc />
    public Task<UserAccount?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        Task.FromResult(long.TryParse(userId, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? Accounts.Find(id) : null);

    /// <inheritdoc />
    public Task<UserAccount?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => Task.FromResult(Accounts.FindByName(normalizedUserName));

    /// <inheritdoc />
    public Task<string> GetUserIdAsync(UserAccount user, CancellationToken cancellationToken) => Task.FromResult(user.Id.ToString(CultureInfo.InvariantCulture));

    /// <inheritdoc />
    public Task<string?> GetUserNameAsync(UserAccount user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Name);

    /// <inheritdoc />
    public Task<string?> GetNormalizedUserNameAsync(UserAccount user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.NormalName);

    /// <inheritdoc />
    public Task SetUserNameAsync(UserAccount user, string? userName, CancellationToken cancellationToken) => Done(user.Name = userName ?? "");

    /// <inheritdoc />
    public Task SetNormalizedUserNameAsync(UserAccount user, string? normalizedName, CancellationToken cancellationToken) => Done(user.NormalName = normalizedName ?? "");

    /// <inheritdoc />
    public Task SetPasswordHashAsync(UserAccount user, string? passwordHash, CancellationToken cancellationToken) => Done(user.PasswordHash = passwordHash);

    /// <inheritdoc />
    public Task<string?> GetPasswordHashAsync(UserAccount user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash);

    /// <inheritdoc />
    public Task<bool> HasPasswordAsync(UserAccount user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash is not null);

    /// <inheritdoc />
    public Task SetSecurityStampAsync(UserAccount user, string stamp, CancellationToken cancellationToken) => Done(user.SecurityStamp = stamp);

    /// <inheritdoc />
    public Task<string?> GetSecurityStampAsync(UserAccount user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.SecurityStamp);

    /// <inheritdoc />
    public Task<DateTimeOffset?> GetLockoutEndDateAsync(UserAccount user, CancellationToken cancellationToken) => Task.FromResult(user.LockedUntil);

    /// <inheritdoc />
    public Task SetLockoutEndDateAsync(UserAccount user, DateTimeOffset? lockoutEnd, CancellationToken cancellationToken) => Done(user.LockedUntil = lockoutEnd);

    /// <inheritdoc />
    public Task<int> IncrementAccessFailedCountAsync(UserAccount user, CancellationToken cancellationToken) => Task.FromResult(++user.FailedCount);

    /// <inheritdoc />
    public Task ResetAccessFailedCountAsync(UserAccount user, CancellationToken cancellationToken) => Done(user.FailedCount = 0);

    /// <inheritdoc />
    public Task<int> GetAccessFailedCountAsync(UserAccount user, CancellationToken cancellationToken) => Task.FromResult(user.FailedCount);

    /// <summary>Every account can be locked.</summary>
    public Task<bool> GetLockoutEnabledAsync(UserAccount user, CancellationToken cancellationToken) => Task.FromResult(true);

    /// <summary>Every account can be locked, whatever is asked.</summary>
    public Task SetLockoutEnabledAsync(UserAccount user, bool enabled, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task SetTwoFactorEnabledAsync(UserAccount user, bool enabled, CancellationToken cancellationToken) => Done(user.HasSecondFactor = enabled);

    /// <inheritdoc />
    public Task<bool> GetTwoFactorEnabledAsync(UserAccount user, CancellationToken cancellationToken) => Task.FromResult(user.HasSecondFactor);

    /// <inheritdoc />
    public Task SetAuthenticatorKeyAsync(UserAccount user, string key, CancellationToken cancellationToken) => Done(user.AuthenticatorKey = key);

    /// <inheritdoc />
    public Task<string?> GetAuthenticatorKeyAsync(UserAccount user, CancellationToken cancellationToken) => Task.FromResult(user.AuthenticatorKey);

    /// <inheritdoc />
    public Task ReplaceCodesAsync(UserAccount user, IEnumerable<string> recoveryCodes, CancellationToken cancellationToken) =>
        Done(user.RecoveryCodes = string.Join(';', recoveryCodes.Select(Hash)));

    /// <inheritdoc />
    public Task<bool> RedeemCodeAsync(UserAccount user, string code, CancellationToken cancellationToken)
    {
        var kept = user.RecoveryCodes?.Split(';', StringSplitOptions.RemoveEmptyEntries) ?? [];
        var rest = kept.Where(hash => hash != Hash(code)).ToArray();
        user.RecoveryCodes = string.Join(';', rest);
        return Task.FromResult(rest.Length < kept.Length);
    }

    /// <inheritdoc />
    public Task<int> CountCodesAsync(UserAccount user, CancellationToken cancellationToken) =>
        Task.FromResult(user.RecoveryCodes?.Split(';', StringSplitOptions.RemoveEmptyEntries).Length ?? 0);

    /// <inheritdoc />
    public Task AddOrUpdatePasskeyAsync(UserAccount user, UserPasskeyInfo passkey, CancellationToken cancellationToken) =>
        Run(() => Accounts.SavePasskey(user.Id, passkey.CredentialId, JsonSerializer.Serialize(KeptPasskey.Of(passkey))));

    /// <inheritdoc />
    public Task<IList<UserPasskeyInfo>> GetPasskeysAsync(UserAccount user, CancellationToken cancellationToken) =>
        Task.FromResult<IList<UserPasskeyInfo>>([.. Accounts.Passkeys(user.Id).Select(text => JsonSerializer.Deserialize<KeptPasskey>(text)!.ToPasskey())]);

    /// <inheritdoc />
    public Task<UserAccount?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) => Task.FromResult(Accounts.FindByPasskey(credentialId));

    /// <inheritdoc />
    public async Task<UserPasskeyInfo?> FindPasskeyAsync(UserAccount user, byte[] credentialId, CancellationToken cancellationToken) =>
        (await GetPasskeysAsync(user, cancellationToken)).FirstOrDefault(passkey => passkey.CredentialId.AsSpan().SequenceEqual(credentialId));

    /// <inheritdoc />
    public Task RemovePasskeyAsync(UserAccount user, byte[] credentialId, CancellationToken cancellationToken) => Run(() => Accounts.RemovePasskey(user.Id, credentialId));

    /// <inheritdoc />
    public void Dispose()
    {
        // The store belongs to the node.
    }

    private static Task Done<T>(T _) => Task.CompletedTask;

    private static Task Run(Action act)
    {
        act();
        return Task.CompletedTask;
    }

    private static string Hash(string code) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(code)));

    /// <summary>A passkey as it is kept.</summary>
    private sealed record KeptPasskey(
        byte[] CredentialId, byte[] PublicKey, DateTimeOffset CreatedAt, uint SignCount, string[]? Transports, bool IsUserVerified, bool IsBackupEligible,
        bool IsBackedUp, byte[] AttestationObject, byte[] ClientDataJson, string? Name)
    {
        public static KeptPasskey Of(UserPasskeyInfo passkey) => new(
            passkey.CredentialId, passkey.PublicKey, passkey.CreatedAt, passkey.SignCount, passkey.Transports, passkey.IsUserVerified, passkey.IsBackupEligible,
            passkey.IsBackedUp, passkey.AttestationObject, passkey.ClientDataJson, passkey.Name);

        public UserPasskeyInfo ToPasskey() =>
            new(CredentialId, PublicKey, CreatedAt, SignCount, Transports, IsUserVerified, IsBackupEligible, IsBackedUp, AttestationObject, ClientDataJson) { Name = Name };
    }
}
