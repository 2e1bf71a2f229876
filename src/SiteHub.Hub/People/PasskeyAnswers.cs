using Microsoft.AspNetCore.Identity;

namespace SiteHub.Hub.People;

/// <summary>What a browser's passkey answers. To answer what was not asked, or was asked in another session, is no fault of the hub but of whoever sends it.</summary>
internal static class PasskeyAnswers
{
    /// <returns>null: nothing was asked</returns>
    public static async Task<PasskeyAssertionResult<Person>?> Assertion(SignInManager<Person> manager, string credential)
    {
        try
        {
            return await manager.PerformPasskeyAssertionAsync(credential);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <returns>null: nothing was asked</returns>
    public static async Task<PasskeyAttestationResult?> Attestation(SignInManager<Person> manager, string credential)
    {
        try
        {
            return await manager.PerformPasskeyAttestationAsync(credential);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
