using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace SiteHub.Testing.Frappe;

/// <summary>A stand-in's files and prints: rows of File, and their bytes at its addresses.</summary>
internal sealed class StandInFiles(StandInFrappe frappe)
{
    private const string Download = "/api/method/frappe.utils.print_format.download_pdf";
    private const string Upload = "/api/method/upload_file";

    /// <summary>By file_url.</summary>
    public Dictionary<string, byte[]> Bytes { get; } = new(StringComparer.Ordinal);

    /// <summary>What is asked to print with.</summary>
    public List<IReadOnlyDictionary<string, string>> Prints { get; } = [];

    /// <summary>What it answers in the place of bytes; given the address. True: it has answered.</summary>
    public Func<HttpContext, string, Task<bool>>? Instead { get; set; }

    public static void AddTo(StandInSite site) => site.Add(new StandInType(
        "File", "hash", new("file_name"), new("is_private", "Check"), new("file_type"), new("is_home_folder", "Check"), new("is_attachments_folder", "Check"), new("file_size", "Int"), new("file_url"), new("folder"), new("is_folder", "Check"),
        new("attached_to_doctype"), new("attached_to_name"), new("attached_to_field"), new("content_hash"), new("uploaded_to_dropbox", "Check"), new("uploaded_to_google_drive", "Check")));

    /// <summary>As somebody there attaches one.</summary>
    public JsonObject Attach(string docType, string name, string fileName, byte[] bytes, bool isPrivate = true, string user = "Administrator", string? url = null)
    {
        url ??= $"/{(isPrivate ? "private/" : "")}files/{fileName}";
        Bytes[url] = bytes;
        return frappe.Site.Insert("File", new JsonObject
        {
            ["file_name"] = fileName, ["is_private"] = isPrivate ? 1 : 0, ["file_url"] = url, ["file_size"] = bytes.Length, ["file_type"] = Path.GetExtension(fileName).TrimStart('.').ToUpperInvariant(), ["folder"] = "Home",
            ["attached_to_doctype"] = docType, ["attached_to_name"] = name, ["content_hash"] = Hash(bytes),
        }, user);
    }

    public static bool Handles(string path) => path.StartsWith(Download, StringComparison.Ordinal) || path.StartsWith(Upload, StringComparison.Ordinal) || path.StartsWith("/private/files/", StringComparison.Ordinal) || path.StartsWith("/files/", StringComparison.Ordinal);

    /// <returns>the status</returns>
    public async Task<int> Answer(HttpContext http, string path)
    {
        if (Instead is { } instead && await instead(http, path))
        {
            return http.Response.StatusCode;
        }

        try
        {
            var user = frappe.UserOf(http.Request);
            return path.StartsWith(Download, StringComparison.Ordinal) ? await Print(http, user) : path.StartsWith(Upload, StringComparison.Ordinal) ? await Store(http, user) : await Give(http, path, user);
        }
        catch (StandInError error)
        {
            http.Response.StatusCode = error.Status;
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync(error.ToJson(v2: false));
            return error.Status;
        }
    }

    private async Task<int> Print(HttpContext http, StandInUser user)
    {
        var query = http.Request.Query;
        var (docType, name) = (query["doctype"].ToString(), query["name"].ToString());
        lock (frappe.Site.Lock)
        {
            if (user.Name == "Guest")
            {
                throw new StandInError(403, "PermissionError", "", $"User <strong>Guest</strong> does not have doctype access via role permission for document <strong>{docType}</strong>", $"No permission for {docType}", withTrace: false);
            }

            var doc = frappe.Site.Find(docType, name);
            StandInMethods.MayRead(docType, user, list: false);
            if ((int)doc["docstatus"]! != 1 && frappe.Site.Type(docType).Submittable)
            {
                var what = (int)doc["docstatus"]! == 2 ? "cancelled" : "draft";
                throw new StandInError(403, "PermissionError", $"frappe.exceptions.PermissionError: Not allowed to print {what} documents", $"Not allowed to print {what} documents");
            }

            Prints.Add(query.ToDictionary(static pair => pair.Key, static pair => pair.Value.ToString()));
        }

        var pdf = Encoding.ASCII.GetBytes($"%PDF-1.4\n% {docType} in {query["format"]} under {query["letterhead"]}\n%%EOF\n");
        http.Response.ContentType = "application/pdf";
        http.Response.Headers.ContentDisposition = $"filename={name.Replace(' ', '-').Replace('/', '-')}.pdf";
        http.Response.ContentLength = pdf.Length;
        await http.Response.Body.WriteAsync(pdf);
        return 200;
    }

    private async Task<int> Give(HttpContext http, string path, StandInUser user)
    {
        var url = Uri.UnescapeDataString(path.Split('?')[0]);
        JsonObject? row;
        lock (frappe.Site.Lock)
        {
            row = frappe.Site.Of("File").Values.FirstOrDefault(file => (string?)file["file_url"] == url);
        }

        var isPrivate = url.StartsWith("/private/", StringComparison.Ordinal);
        if (isPrivate && (user.Name == "Guest" || user.Reads?.Contains((string?)row?["attached_to_doctype"] ?? "") == false))
        {
            return await Page(http, 403, "Forbidden", "You don&#39;t have permission to access this file");
        }

        if (row is null || !Bytes.TryGetValue(url, out var bytes))
        {
            return await Page(http, 404, "Not Found", "The requested URL was not found on the server.");
        }

        // As the real one does, without a length.
        http.Response.ContentType = Path.GetExtension(url) switch { ".pdf" => "application/pdf", ".xml" => "application/xml", ".html" => "text/html; charset=utf-8", _ => "application/octet-stream" };
        await http.Response.StartAsync();
        await http.Response.Body.WriteAsync(bytes);
        return 200;
    }

    private async Task<int> Store(HttpContext http, StandInUser user)
    {
        var boundary = HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(http.Request.ContentType).Boundary).Value!;
        var reader = new MultipartReader(boundary, http.Request.Body);
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        (string Name, byte[] Bytes)? file = null;
        while (await reader.ReadNextSectionAsync() is { } section)
        {
            var disposition = ContentDispositionHeaderValue.Parse(section.ContentDisposition);
            using var buffer = new MemoryStream();
            await section.Body.CopyToAsync(buffer);
            var name = HeaderUtilities.RemoveQuotes(disposition.Name).Value!;
            if (disposition.FileNameStar.HasValue || disposition.FileName.HasValue)
            {
                file = (HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value!, buffer.ToArray());
            }
            else
            {
                fields[name] = Encoding.UTF8.GetString(buffer.ToArray());
            }
        }

        if (user.Name == "Guest")
        {
            throw StandInError.Forbidden(user.Name, "File", list: false);
        }

        if (frappe.Faults.DieBefore > 0)
        {
            frappe.Faults.DieBefore--;
            http.Abort();
            return 0;
        }

        // It asks nobody whether there is such a document.
        JsonObject doc;
        lock (frappe.Site.Lock)
        {
            doc = (JsonObject)Attach(fields.GetValueOrDefault("doctype")!, fields.GetValueOrDefault("docname")!, file!.Value.Name, file.Value.Bytes, fields.GetValueOrDefault("is_private") == "1", user.Name).DeepClone();
        }

        if (frappe.Faults.DieAfterCommit > 0)
        {
            frappe.Faults.DieAfterCommit--;
            http.Abort();
            return 0;
        }

        if (frappe.Faults.FailAfterCommit > 0)
        {
            frappe.Faults.FailAfterCommit--;
            return await Page(http, 500, "Internal Server Error", "");
        }

        // What is nothing is not told.
        foreach (var empty in doc.Where(static member => member.Value is null).Select(static member => member.Key).ToList())
        {
            doc.Remove(empty);
        }

        doc["doctype"] = "File";
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(new JsonObject { ["message"] = doc }.ToJsonString());
        return 200;
    }

    private static async Task<int> Page(HttpContext http, int status, string title, string words)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/html; charset=utf-8";
        await http.Response.WriteAsync($"<!doctype html>\n<html lang=en>\n<title>{status} {title}</title>\n<h1>{title}</h1>\n<p>{words}</p>\n");
        return status;
    }

#pragma warning disable CA5351 // As Frappe does it.
    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(MD5.HashData(bytes));
#pragma warning restore CA5351
}
