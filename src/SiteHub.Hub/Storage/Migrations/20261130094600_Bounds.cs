using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SiteHub.Hub.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Bounds : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "person_bound",
                columns: table => new
                {
                    PersonId = table.Column<string>(type: "TEXT", nullable: false),
                    Site = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_person_bound", x => new { x.PersonId, x.Site });
                    table.ForeignKey(
                        name: "FK_person_bound_person_PersonId",
                        column: x => x.PersonId,
                        principalTable: "person",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.Sql(SiteHub.Operations.Alerts.AlertTables.OfSites);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "person_bound");
        }
    }
}
