using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Kapprum.Accounts.EIdentification;

/// <summary>The providers that are set up, in their order; a change of the settings is taken up as it comes.</summary>
internal sealed class IdentityProviders(IOptionsMonitor<EIdentificationSettings> settings, TestId testId)
{
    private sealed record Read(EIdentificationSettings From, bool TestId, IReadOnlyList<IdentityProvider> All);

    private volatile Read? read;

    public IReadOnlyList<IdentityProvider> All
    {
        get
        {
            var (now, test) = (settings.CurrentValue, testId.IsOn);
            if (read is { } known && ReferenceEquals(known.From, now) && known.TestId == test)
                return known.All;

            IdentityProvider[] all =
            [
                .. now
                    .Providers.Select(one => IdentityProvider.Of(one.Key, one.Value))
                    .OrderBy(one => one.Order)
                    .ThenBy(one => one.Name, StringComparer.Ordinal),
                .. test ? [testId.Provider] : Array.Empty<IdentityProvider>(),
            ];
            read = new(now, test, all);
            return all;
        }
    }

    /// <summary>By name; the only one when none is named. Not found for what is none.</summary>
    public IdentityProvider Get(string? name) =>
        All.FirstOrDefault(one => one.Name == name)
        ?? (string.IsNullOrEmpty(name) && All is [var only] ? only : throw Refusal.NotFound("provider"));
}

/// <summary>What cannot be so is told at the start.</summary>
internal sealed class ProvidersAreRight(IConfiguration settings, IHostEnvironment environment)
    : IValidateOptions<EIdentificationSettings>
{
    public ValidateOptionsResult Validate(string? name, EIdentificationSettings options)
    {
        string[] wrong =
        [
            .. options.Providers.SelectMany(one => IdentityProvider.Wrong(one.Key, one.Value)),
            .. TestId.Wanted(settings) && environment.IsProduction()
                ? [$"{TestId.Setting} lets in anybody and must not be true in Production."]
                : Array.Empty<string>(),
        ];
        return wrong.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }
}
