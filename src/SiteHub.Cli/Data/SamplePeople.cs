using System.Security.Cryptography;
using System.Text.Json;
using SiteHub.Delivery.Secrets;
using SiteHub.Hub.Customers;
using SiteHub.Hub.People;

namespace SiteHub.Cli.Data;

/// <summary>
/// Whom `up` makes on a hub that only this machine can reach, so that there is somebody to sign in as. Their passwords are made at the first
/// start and kept in a file that only its owner may read.
/// </summary>
internal sealed class SamplePeople(string path)
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly (string Email, string Name, string About, string[] HubRoles, (string Site, string[] Roles)[] SiteRoles)[] Cast =
    [
        ("olivia@northwind.example", "Olivia Operator", "operator of the hub", [HubRoles.Administrator, HubRoles.Operator], []),
        ("auditor@northwind.example", "Aron Auditor", "auditor of the hub, who sees and changes nothing", [HubRoles.Auditor], []),
        ("admin@acme.example", "Ada Acme", "administrator of acme", [], [("acme", ["System Manager"])]),
        ("sales@acme.example", "Sam Sales", "employee of acme", [], [("acme", ["Sales User"])]),
        ("buyer@riverside.example", "Rita Riverside", "buys for the customer Riverside, and administers it", [], []),
        ("viewer@riverside.example", "Vera Riverside", "member of Riverside who only looks", [], []),
        ("buyer@lakeside.example", "Leo Lakeside", "buys for the customer Lakeside", [], []),
    ];

    /// <summary>Whose documents the two sites of the sample have.</summary>
    public static IReadOnlyList<SeedCustomer> Customers { get; } =
    [
        new("Riverside Trading", [("acme", "CUST-0001"), ("globex", "C-00001")], [("buyer@riverside.example", "administrator"), ("viewer@riverside.example", "viewer")]),
        new("Lakeside Machines", [("acme", "CUST-0002"), ("globex", "C-00002")], [("buyer@lakeside.example", "buyer")]),
    ];

    public static IEnumerable<(string Email, string About)> All => Cast.Select(static person => (person.Email, person.About));

    /// <summary>The password of each by e-mail address; makes what is missing.</summary>
    public IReadOnlyDictionary<string, string> Passwords()
    {
        var passwords = File.Exists(path) ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path), Indented) ?? [] : [];
        var missing = Cast.Where(person => !passwords.ContainsKey(person.Email)).ToList();
        foreach (var person in missing)
        {
            passwords[person.Email] = Invent();
        }

        if (missing.Count > 0)
        {
            OwnerFile.Replace(path, JsonSerializer.Serialize(passwords, Indented));
        }

        return passwords;
    }

    public IReadOnlyList<SeedPerson> Seeds()
    {
        var passwords = Passwords();
        return
        [
            .. Cast.Select(person => new SeedPerson(
                person.Email,
                person.Name,
                passwords[person.Email],
                person.HubRoles,
                person.SiteRoles.ToDictionary(static role => role.Site, static role => (IReadOnlyList<string>)role.Roles))),
        ];
    }

    /// <summary>Three groups of four letters that nobody mistakes for one another: 56 bits, more than enough on loopback, and easily typed.</summary>
    private static string Invent() => string.Join('-', Enumerable.Range(0, 3).Select(static _ => new string(RandomNumberGenerator.GetItems<char>("abcdefghjkmnpqrstuvwxyz23456789", 4))));
}
