using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SiteHub.Agent.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Hooks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(SiteHub.Operations.Receiving.ReceivingTables.Repeats);
            migrationBuilder.Sql(SiteHub.Delivery.DeliverySchema.Exchanges);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {

        }
    }
}
