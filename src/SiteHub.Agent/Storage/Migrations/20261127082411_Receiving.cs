using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SiteHub.Agent.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Receiving : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(SiteHub.Operations.Receiving.ReceivingTables.Sqlite);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {

        }
    }
}
