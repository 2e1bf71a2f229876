using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SiteHub.Hub.Storage.Migrations
{
    /// <inheritdoc />
    public partial class DocumentPeople : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(SiteHub.Hub.Replica.DocumentPeople.Sqlite);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {

        }
    }
}
