# One image for every role: `sitehub hub`, `sitehub site SLUG`. docker-compose.yml shows how they go together.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source

# Restored from the project files alone, so that a change of code does not fetch the packages again.
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY src/SiteHub.Protocol/*.csproj src/SiteHub.Protocol/packages.lock.json src/SiteHub.Protocol/
COPY src/SiteHub.Delivery/*.csproj src/SiteHub.Delivery/packages.lock.json src/SiteHub.Delivery/
COPY src/SiteHub.Operations/*.csproj src/SiteHub.Operations/packages.lock.json src/SiteHub.Operations/
COPY src/SiteHub.Hub/*.csproj src/SiteHub.Hub/packages.lock.json src/SiteHub.Hub/
COPY src/SiteHub.Agent/*.csproj src/SiteHub.Agent/packages.lock.json src/SiteHub.Agent/
COPY src/SiteHub.Cli/*.csproj src/SiteHub.Cli/packages.lock.json src/SiteHub.Cli/
RUN dotnet restore src/SiteHub.Cli --locked-mode

COPY src/ src/
RUN dotnet publish src/SiteHub.Cli --no-restore -c Release -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
COPY --from=build /app /app

# The image's own unprivileged user. What it keeps is in /data, and nothing else is written.
RUN mkdir /data && chown "$APP_UID" /data
USER $APP_UID
WORKDIR /data
VOLUME /data

ENTRYPOINT ["/app/sitehub"]
CMD ["--help"]
