using Microsoft.Extensions.Localization;
using SiteHub.Hub.Features;
using SiteHub.Protocol.Actions;

namespace SiteHub.Hub.Files;

/// <summary>What is wrong with files, in words.</summary>
internal static class FilesFaults
{
    public static string Of(FilesFault fault, ActionFiles? allowed, IStringLocalizer<PortalTexts> text) => fault switch
    {
        FilesFault.Missing => text["Choose a file."].Value,
        FilesFault.TooMany when allowed is not null => text["At most {0} files can be sent along.", allowed.Most].Value,
        FilesFault.TooMany => text["Files cannot be sent along with this."].Value,
        FilesFault.TooLarge => text["A file may have at most {0}.", Features.Documents.FilesModel.Size(allowed!.MostBytes)].Value,
        FilesFault.Empty => text["One of the files is empty."].Value,
        FilesFault.OtherKind => text["Only these kinds of files can be sent along: {0}.", string.Join(", ", allowed!.Endings)].Value,
        _ => text["Too many files are waiting for the companies already. Try again later."].Value,
    };
}
