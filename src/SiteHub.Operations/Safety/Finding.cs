namespace SiteHub.Operations.Safety;

/// <summary>Something that is unsafe in this installation.</summary>
/// <param name="Id">for programs, such as <c>plain-http</c></param>
/// <param name="Title">what is unsafe: an English text with a place for the subject, translated where it is shown</param>
/// <param name="Subject">the setting, file or site that it is about</param>
/// <param name="Mend">what to do: an English text</param>
public sealed record Finding(string Id, string Title, string Subject, string Mend);
