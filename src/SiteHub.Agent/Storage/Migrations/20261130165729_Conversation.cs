using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SiteHub.Agent.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Conversation : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(SiteHub.Agent.Conversation.ConversationTables.Sqlite);
            migrationBuilder.Sql(SiteHub.Agent.Sources.Frappe.Conversation.TalkTables.Sqlite);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {

        }
    }
}
