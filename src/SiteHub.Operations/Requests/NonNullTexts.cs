using System.Reflection;
using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;

namespace SiteHub.Operations.Requests;

/// <summary>A text of a page that is declared as never null is none: an empty field, which binding would make null, is an empty text there.</summary>
internal sealed class NonNullTexts : IDisplayMetadataProvider
{
    public void CreateDisplayMetadata(DisplayMetadataProviderContext context)
    {
        if (context.Key.ModelType != typeof(string))
        {
            return;
        }

        var nullability = new NullabilityInfoContext();
        var declared = context.Key.ParameterInfo is { } parameter ? nullability.Create(parameter) : context.Key.PropertyInfo is { } property ? nullability.Create(property) : null;
        if (declared?.WriteState == NullabilityState.NotNull)
        {
            context.DisplayMetadata.ConvertEmptyStringToNull = false;
        }
    }
}
