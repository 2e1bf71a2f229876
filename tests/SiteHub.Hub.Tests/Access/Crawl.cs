using System.Globalization;
using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace SiteHub.Hub.Tests.Access;

/// <summary>Somebody who follows every link, and then presses every button that they have seen, as a browser would send it.</summary>
/// <param name="send">as whoever it is</param>
internal sealed class Crawl(Func<HttpMethod, string, IReadOnlyList<KeyValuePair<string, string>>, Task<HttpResponseMessage>> send)
{
    private const int MostPagesOfAKind = 3;
    private static readonly HtmlParser Parser = new();

    private readonly Dictionary<string, int> _kinds = [];
    private readonly HashSet<string> _asked = [];
    private readonly Queue<(string Path, string From)> _waiting = new();

    /// <summary>Addresses that were looked at, without what asks for a part of them.</summary>
    public HashSet<string> Pages { get; } = [];

    public List<string> Faults { get; } = [];

    public async Task From(params IEnumerable<string> starts)
    {
        foreach (var start in starts)
        {
            Found(start, "the start");
        }

        while (_waiting.TryDequeue(out var next))
        {
            var path = next.Path;
            using var answer = await send(HttpMethod.Get, path, []);
            if (await Look(answer, $"{next.From}: GET {path}") is not { } page)
            {
                continue;
            }

            Pages.Add(path.Split('?')[0]);
            foreach (var link in page.QuerySelectorAll("a[href]").Select(static a => a.GetAttribute("href")!))
            {
                Found(Absolute(path, link), path);
            }
        }
    }

    /// <param name="leave">what ends the visit itself, or all of the site's</param>
    public async Task Press(Func<string, bool> leave)
    {
        var pressed = new HashSet<string>();
        foreach (var path in Pages)
        {
            for (var more = true; more;)
            {
                more = false;
                using var answer = await send(HttpMethod.Get, path, []);
                if (answer.StatusCode != HttpStatusCode.OK)
                {
                    // What was pressed before took it away.
                    break;
                }

                var page = Parser.ParseDocument(await answer.Content.ReadAsStringAsync());
                foreach (var form in page.QuerySelectorAll<IHtmlFormElement>("form"))
                {
                    foreach (var button in form.QuerySelectorAll("button:not([type=button])").Concat(page.QuerySelectorAll($"button[form='{form.Id}']")))
                    {
                        if (Absolute(path, button.GetAttribute("formaction") ?? form.GetAttribute("action") ?? path) is not { } action)
                        {
                            Faults.Add($"{path}: a form for another host");
                            continue;
                        }

                        if (!pressed.Add($"{Kind(path)} {Kind(action)} {button.GetAttribute("name")} {button.GetAttribute("value")} {button.TextContent.Trim()}") || leave(action))
                        {
                            continue;
                        }

                        var isGet = !string.Equals(form.GetAttribute("method"), "post", StringComparison.OrdinalIgnoreCase);
                        var fields = Fields(form, button);
                        using var came = isGet
                            ? await send(HttpMethod.Get, action.Split('?')[0] + "?" + string.Join('&', fields.Select(static f => $"{Uri.EscapeDataString(f.Key)}={Uri.EscapeDataString(f.Value)}")), [])
                            : await send(HttpMethod.Post, action, fields);
                        await Look(came, $"{path}: {button.TextContent.Trim()} ({action})");
                        more = !isGet;
                    }

                    if (more)
                    {
                        // It may look otherwise now.
                        break;
                    }
                }
            }
        }
    }

    /// <summary>What comes is a page, or leads to one, or is a file to keep.</summary>
    /// <returns>null: nothing with links in it</returns>
    private async Task<IDocument?> Look(HttpResponseMessage answer, string what)
    {
        var type = answer.Content.Headers.ContentType?.MediaType;
        var text = type is "text/html" ? await answer.Content.ReadAsStringAsync() : "";
        if ((int)answer.StatusCode is >= 300 and < 400)
        {
            if (answer.Headers.Location?.OriginalString is { } location && location.StartsWith('/'))
            {
                Found(location, what);
            }

            return null;
        }

        // A site is asked for it, and here is none: a page that says so is right.
        if (answer.StatusCode == HttpStatusCode.BadGateway && type is "text/html" && (what.EndsWith("/print", StringComparison.Ordinal) || what.EndsWith("/files", StringComparison.Ordinal)))
        {
            return Parser.ParseDocument(text);
        }

        if (answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity or HttpStatusCode.TooManyRequests) || (type is not "text/html" && answer.Content.Headers.ContentDisposition is null && type is not ("text/css" or "text/javascript" or "image/svg+xml")))
        {
            Faults.Add($"{what}: {(int)answer.StatusCode} {type} {(type is "text/html" ? Parser.ParseDocument(text).QuerySelector("h1")?.TextContent : "")}");
            return null;
        }

        return type is "text/html" && answer.StatusCode == HttpStatusCode.OK ? Parser.ParseDocument(text) : null;
    }

    private void Found(string? path, string from)
    {
        if (path is null || !path.StartsWith('/') || !_asked.Add(path))
        {
            return;
        }

        var kind = Kind(path);
        _kinds[kind] = _kinds.GetValueOrDefault(kind) + 1;
        if (_kinds[kind] <= MostPagesOfAKind && !path.StartsWith("/assets/", StringComparison.Ordinal))
        {
            _waiting.Enqueue((path, from));
        }
    }

    /// <summary>Alike but for what they are about.</summary>
    private static string Kind(string path)
    {
        var (address, query) = path.Split('?', 2) is [var a, var q] ? (a, q) : (path, "");
        return string.Join('/', address.Split('/').Select(static part => part.Any(char.IsAsciiDigit) || part.Length > 20 ? "*" : part)) + "?" + string.Join('&', query.Split('&').Select(static pair => pair.StartsWith("handler=", StringComparison.OrdinalIgnoreCase) ? pair : pair.Split('=')[0]).Order(StringComparer.Ordinal));
    }

    private static string? Absolute(string path, string link)
    {
        var at = new Uri(new Uri("http://here" + path), link);
        return at.Host == "here" && at.Scheme == "http" ? at.PathAndQuery : null;
    }

    /// <summary>As they stand there; what must be filled in is filled in with something that its kind takes.</summary>
    private static List<KeyValuePair<string, string>> Fields(IHtmlFormElement form, IElement button)
    {
        var fields = new List<KeyValuePair<string, string>>();
        foreach (var element in form.Elements)
        {
            switch (element)
            {
                case IHtmlInputElement { Name.Length: > 0 } input when input.Type is not ("submit" or "button" or "file" or "image") && (input.Type is not ("checkbox" or "radio") || input.IsChecked):
                    fields.Add(new(input.Name, input.Value.Length > 0 || !input.IsRequired ? input.Value : Filler(input)));
                    break;
                case IHtmlTextAreaElement { Name.Length: > 0 } area:
                    fields.Add(new(area.Name, area.Value.Length > 0 || !area.IsRequired ? area.Value : "some words"));
                    break;
                case IHtmlSelectElement { Name.Length: > 0 } select:
                    fields.AddRange(select.Options.Where(static option => option.IsSelected).Select(option => new KeyValuePair<string, string>(select.Name!, option.Value)));
                    break;
            }
        }

        if (button.GetAttribute("name") is { Length: > 0 } name)
        {
            fields.Add(new(name, button.GetAttribute("value") ?? ""));
        }

        return fields;
    }

    private static string Filler(IHtmlInputElement input) => input.Type switch
    {
        "email" => "somebody@example.com",
        "number" => input.Minimum ?? "1",
        "date" => TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        "url" => "http://example.com/",
        _ => "some words",
    };
}
