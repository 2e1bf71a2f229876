using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace SiteHub.Fuzzing;

/// <summary>Parameters and fields that are declared nowhere are found by listening for which names a role asks.</summary>
internal sealed class AskedNames(IOptions<FormOptions> forms) : IStartupFilter
{
    public HashSet<string> Query { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Form { get; } = new(StringComparer.Ordinal);

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((http, onwards) =>
        {
            http.Features.Set<IQueryFeature>(new ListeningQuery(new QueryFeature(http.Features), Query));
            http.Features.Set<IFormFeature>(new ListeningForm(new FormFeature(http.Request, forms.Value), Form));
            return onwards(http);
        });
        next(app);
    };

    private sealed class ListeningQuery(QueryFeature inner, HashSet<string> names) : IQueryFeature
    {
        public IQueryCollection Query
        {
            get => new Listened(inner.Query, names);
            set => inner.Query = value;
        }
    }

    private sealed class ListeningForm(FormFeature inner, HashSet<string> names) : IFormFeature
    {
        public bool HasFormContentType => inner.HasFormContentType;

        public IFormCollection? Form
        {
            get => inner.Form is { } form ? new ListenedForm(form, names) : null;
            set => inner.Form = value;
        }

        public IFormCollection ReadForm() => new ListenedForm(inner.ReadForm(), names);

        public async Task<IFormCollection> ReadFormAsync(CancellationToken cancellationToken) => new ListenedForm(await inner.ReadFormAsync(cancellationToken), names);
    }

    private sealed class Listened(IQueryCollection inner, HashSet<string> names) : IQueryCollection
    {
        public int Count => inner.Count;

        public ICollection<string> Keys => inner.Keys;

        public StringValues this[string key] => inner[Heard(names, key)];

        public bool ContainsKey(string key) => inner.ContainsKey(Heard(names, key));

        public bool TryGetValue(string key, [MaybeNullWhen(false)] out StringValues value) => inner.TryGetValue(Heard(names, key), out value);

        public IEnumerator<KeyValuePair<string, StringValues>> GetEnumerator() => inner.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private sealed class ListenedForm(IFormCollection inner, HashSet<string> names) : IFormCollection
    {
        public int Count => inner.Count;

        public ICollection<string> Keys => inner.Keys;

        public IFormFileCollection Files => inner.Files;

        public StringValues this[string key] => inner[Heard(names, key)];

        public bool ContainsKey(string key) => inner.ContainsKey(Heard(names, key));

        public bool TryGetValue(string key, [MaybeNullWhen(false)] out StringValues value) => inner.TryGetValue(Heard(names, key), out value);

        public IEnumerator<KeyValuePair<string, StringValues>> GetEnumerator() => inner.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private static string Heard(HashSet<string> names, string name)
    {
        // What was sent is looked up too: only a name of the role's own is of use.
        if (name.Length is > 0 and < 60 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '[' or ']'))
        {
            lock (names)
            {
                names.Add(name);
            }
        }

        return name;
    }
}
