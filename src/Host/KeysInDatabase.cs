using System.Xml.Linq;
using Dapper;
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
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var db = database.OpenConnection();
        return [.. db.Query<string>("select xml from kernel.data_protection_key").Select(XElement.Parse)];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var db = database.OpenConnection();
        db.Execute(
            "insert into kernel.data_protection_key (name, xml) values (@friendlyName, @xml) on conflict do nothing",
            new { friendlyName, xml = element.ToString(SaveOptions.DisableFormatting) }
        );
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
