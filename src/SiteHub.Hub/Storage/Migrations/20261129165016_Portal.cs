using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SiteHub.Hub.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Portal : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(SiteHub.Hub.Customers.CustomerTables.Sqlite);
            migrationBuilder.Sql(SiteHub.Hub.Actions.ActionTables.Sqlite);
            migrationBuilder.Sql(SiteHub.Hub.Notifications.NotificationTables.Sqlite);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {

        }
    }
}
