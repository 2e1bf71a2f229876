using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SiteHub.Hub.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Accounts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "StateSince",
                table: "person",
                type: "INTEGER",
                nullable: true);
            migrationBuilder.Sql(SiteHub.Hub.People.PeopleTables.Sqlite);
            migrationBuilder.Sql(SiteHub.Hub.Sessions.Logout.LogoutTables.Sqlite);
            migrationBuilder.Sql(SiteHub.Hub.Mail.MailTables.Sqlite);
            migrationBuilder.Sql(SiteHub.Hub.Enrolment.EnrolmentTables.Sqlite);
            migrationBuilder.Sql(SiteHub.Operations.Receiving.ReceivingTables.Sqlite);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "StateSince",
                table: "person");
        }
    }
}
