using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SiteHub.Agent.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Frappe : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(SiteHub.Agent.Sources.Frappe.FrappeTables.Sqlite);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {

        }
    }
}
