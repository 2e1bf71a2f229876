using Microsoft.EntityFrameworkCore.Migrations;
using SiteHub.Agent.Publications;
using SiteHub.Agent.SignIn;
using SiteHub.Delivery;
using SiteHub.Operations.Secrets;

#nullable disable

namespace SiteHub.Agent.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // Read and written with raw SQL, so EF Core's model knows nothing of them.
            migrationBuilder.Sql(DeliverySchema.First);
            migrationBuilder.Sql(SiteTables.Sqlite);
            migrationBuilder.Sql(PublicationTables.First);
            migrationBuilder.Sql(SignInTables.Sqlite);
            migrationBuilder.Sql(SealedDataProtection.Sqlite);

            migrationBuilder.CreateTable(
                name: "site_user",
                columns: table => new
                {
                    Email = table.Column<string>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", nullable: false),
                    Roles = table.Column<string>(type: "TEXT", nullable: false),
                    Origin = table.Column<string>(type: "TEXT", nullable: false),
                    Disabled = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_site_user", x => x.Email);
                });

            migrationBuilder.CreateTable(
                name: "api_key",
                columns: table => new
                {
                    Key = table.Column<string>(type: "TEXT", nullable: false),
                    Email = table.Column<string>(type: "TEXT", nullable: false),
                    SecretHash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Origin = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_api_key", x => x.Key);
                    table.ForeignKey(
                        name: "FK_api_key_site_user_Email",
                        column: x => x.Email,
                        principalTable: "site_user",
                        principalColumn: "Email",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_api_key_Email",
                table: "api_key",
                column: "Email");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "api_key");

            migrationBuilder.DropTable(
                name: "site_user");
        }
    }
}
