using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Kapprum.Host;

/// <summary>
/// Keeps the keys that sign antiforgery tokens in the database, so that all hosts share them and a restart keeps them.
/// </summary>
internal sealed class KeysInDatabase(NpgsqlDataSource database) : IXmlRepository
{
    // The framework asks without waiting.
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var command = database.CreateCommand("select xml from kernel.data_protection_key");
        using var reader = command.ExecuteReader();
        List<XElement> keys = [];
        while (reader.Read())
            keys.Add(XElement.Parse(reader.GetString(0)));
        return keys;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var command = database.CreateCommand(
            "insert into kernel.data_protection_key (name, xml) values ($1, $2) on conflict do nothing"
        );
        command.Parameters.Add(new() { Value = friendlyName });
        command.Parameters.Add(new() { Value = element.ToString(SaveOptions.DisableFormatting) });
        command.ExecuteNonQuery();
    }
}

internal static class KeysInDatabaseRegistration
{
    public static void PersistKeysToDatabase(this IDataProtectionBuilder protection) =>
        protection.Services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(
            services => new ConfigureOptions<KeyManagementOptions>(keys =>
                keys.XmlRepository = new KeysInDatabase(services.GetRequiredService<NpgsqlDataSource>())
            )
        );
}
