using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace SiteHub.Hub.People;

internal static class PeopleModel
{
    /// <summary>ASP.NET Core Identity's tables under names like the others'.</summary>
    public static void AddPeople(this ModelBuilder model)
    {
        model.Entity<Person>(person =>
        {
            person.ToTable("person");
            person.Property(p => p.State).HasConversion<string>();
            person.Property(p => p.StateBefore).HasConversion<string>();
        });
        model.Entity<IdentityRole>().ToTable("role");
        model.Entity<IdentityUserRole<string>>().ToTable("person_role");
        model.Entity<IdentityUserClaim<string>>().ToTable("person_claim");
        model.Entity<IdentityUserLogin<string>>().ToTable("person_login");
        model.Entity<IdentityUserToken<string>>().ToTable("person_token");
        model.Entity<IdentityRoleClaim<string>>().ToTable("role_claim");
        model.Entity<IdentityUserPasskey<string>>().ToTable("person_passkey");
        model.Entity<PersonSiteRole>(role =>
        {
            role.ToTable("person_site_role").HasKey(r => new { r.PersonId, r.Site, r.Role });
            role.HasOne<Person>().WithMany().HasForeignKey(r => r.PersonId);
        });
    }
}
