using System.Globalization;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace SiteHub.Operations.Look;

/// <summary>A page that needs no other to be drawn: for where nothing else can be, and for the moment between two others.</summary>
public static class PlainPage
{
    /// <param name="http">not answered yet</param>
    /// <param name="title">English; its translation stands in <see cref="LookTexts"/></param>
    /// <param name="body">HTML</param>
    /// <param name="head">HTML</param>
    public static async Task WriteAsync(HttpContext http, string title, string body, string head = "")
    {
        ArgumentNullException.ThrowIfNull(http);
        var brand = http.RequestServices.GetRequiredService<Brand>();
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        await http.Response.WriteAsync(
            $"""
            <!DOCTYPE html>
            <html lang="{CultureInfo.CurrentUICulture.TwoLetterISOLanguageName}" data-theme="{Preferences.Theme(http, brand)}">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
            <title>{Html(Text(http, title))} · {Html(brand.Name)}</title><link rel="icon" href="data:,">{head}</head>
            <body><main><h1>{Html(Text(http, title))}</h1>{body}</main></body>
            </html>
            """,
            http.RequestAborted);
    }

    public static string Text(HttpContext http, string english)
    {
        ArgumentNullException.ThrowIfNull(http);
        return http.RequestServices.GetRequiredService<IStringLocalizer<LookTexts>>()[english].Value;
    }

    public static string Html(string text) => HtmlEncoder.Default.Encode(text);
}
