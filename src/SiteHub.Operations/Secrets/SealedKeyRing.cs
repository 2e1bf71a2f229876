using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using SiteHub.Delivery.Secrets;
using SiteHub.Delivery.Storage;

namespace SiteHub.Operations.Secrets;

/// <summary>Keeps the keys of cookies and forms in the role's database, sealed under the master key.</summary>
internal sealed class SealedKeyRing(Database database, SecretBox box) : IXmlRepository
{
    public const string Sqlite = "CREATE TABLE data_protection_key (id TEXT NOT NULL PRIMARY KEY, sealed TEXT NOT NULL) WITHOUT ROWID;";

    public IReadOnlyCollection<XElement> GetAllElements() =>
        [.. database.Read(static session => session.Many("SELECT id, sealed FROM data_protection_key ORDER BY id", static row => (Id: row.Text(0), Sealed: row.Text(1))))
            .Select(row => XElement.Parse(box.Unprotect(Purpose(row.Id), row.Sealed)))];

    public void StoreElement(XElement element, string friendlyName)
    {
        var @sealed = box.Protect(Purpose(friendlyName), element.ToString(SaveOptions.DisableFormatting));
        database.Writer.Write(session => session.Execute("INSERT INTO data_protection_key (id, sealed) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed", friendlyName, @sealed)).GetAwaiter().GetResult();
    }

    private static string Purpose(string id) => $"data protection key: {id}";
}
