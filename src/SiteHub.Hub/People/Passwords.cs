using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using NSec.Cryptography;
using SiteHub.Operations.Problems;

namespace SiteHub.Hub.People;

/// <summary>
/// Passwords by Argon2id (RFC 9106), with the parameters that OWASP names for it. Every hash has these and no others: older ones would cost another
/// time, and tell accounts apart. Each takes 19 MiB, so only so many are made at once; whoever comes when too many wait is told to come again.
/// </summary>
internal sealed class Passwords(PasswordCost cost) : IPasswordHasher<Person>, IDisposable
{
    private const int SaltLength = 16;
    private const int HashLength = 32;
    private const int MostWaiting = 64;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly PasswordBasedKeyDerivationAlgorithm _algorithm =
        PasswordBasedKeyDerivationAlgorithm.Argon2id(new Argon2Parameters { DegreeOfParallelism = 1, MemorySize = cost.KibiBytes, NumberOfPasses = cost.Passes });

    private readonly string _prefix = $"$argon2id$v=19$m={cost.KibiBytes},t={cost.Passes},p=1$";
    private readonly SemaphoreSlim _free = new(AtOnce);
    private string? _nobodys;
    private int _waiting;
    private long _done;

    public static int AtOnce { get; } = Math.Max(2, Environment.ProcessorCount);

    /// <summary>How many were made: what somebody who measures the time can tell from outside.</summary>
    public long Done => Interlocked.Read(ref _done);

    /// <exception cref="BusyException">too many wait already</exception>
    public Task<string> Hash(string password, CancellationToken cancellationToken) => Take(() => Made(password), cancellationToken);

    /// <param name="person">null: there is no such account; it costs the same</param>
    /// <param name="password">as it was typed</param>
    /// <param name="cancellationToken">ends the wait, not the work</param>
    /// <exception cref="BusyException">too many wait already</exception>
    public async Task<bool> Verify(Person? person, string password, CancellationToken cancellationToken)
    {
        var hash = person?.PasswordHash;
        var right = await Take(() => IsRight(hash ?? Nobodys, password), cancellationToken);
        return right && hash is not null;
    }

    /// <summary>For what of ASP.NET Core Identity asks for it; everything here takes the bounded ones.</summary>
    string IPasswordHasher<Person>.HashPassword(Person user, string password) => Made(password);

    PasswordVerificationResult IPasswordHasher<Person>.VerifyHashedPassword(Person user, string hashedPassword, string providedPassword) =>
        IsRight(hashedPassword, providedPassword) ? PasswordVerificationResult.Success : PasswordVerificationResult.Failed;

    public void Dispose() => _free.Dispose();

    private string Nobodys => LazyInitializer.EnsureInitialized(ref _nobodys, () => Made(Convert.ToHexString(RandomNumberGenerator.GetBytes(16))));

    private async Task<T> Take<T>(Func<T> work, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _waiting) > MostWaiting + AtOnce)
        {
            Interlocked.Decrement(ref _waiting);
            throw new BusyException();
        }

        try
        {
            if (!await _free.WaitAsync(Patience, cancellationToken))
            {
                throw new BusyException();
            }

            try
            {
                // Not on the request's own turn: it would hold up the asynchronous work of all others.
                var result = await Task.Run(work, CancellationToken.None);
                Interlocked.Increment(ref _done);
                return result;
            }
            finally
            {
                _free.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private string Made(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltLength);
        return $"{_prefix}{Base64Url.EncodeToString(salt)}${Base64Url.EncodeToString(Derived(password, salt))}";
    }

    private bool IsRight(string hash, string password)
    {
        var parts = hash.StartsWith(_prefix, StringComparison.Ordinal) ? hash[_prefix.Length..].Split('$') : [];
        return parts is [var salt, var derived] && CryptographicOperations.FixedTimeEquals(Derived(password, Base64Url.DecodeFromChars(salt)), Base64Url.DecodeFromChars(derived));
    }

    private byte[] Derived(string password, byte[] salt) => _algorithm.DeriveBytes(Encoding.UTF8.GetBytes(password), salt, HashLength);
}
