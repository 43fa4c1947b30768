using Microsoft.AspNetCore.Http.Metadata;

namespace Kapprum.Web.Forms;

/// <summary>
/// How much may be sent to this page, where it is more than the megabyte of all others. A file above 64 kB waits on
/// disk, not in memory.
/// </summary>
/// <param name="bytes">The size of the largest file; the rest of the form comes on top.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class FormSizeAttribute(long bytes) : Attribute, IRequestSizeLimitMetadata, IFormOptionsMetadata
{
    public long? MaxRequestBodySize { get; } = bytes + 64 * 1024;
    public long? MultipartBodyLengthLimit { get; } = bytes;

    public bool? BufferBody => null;
    public int? MemoryBufferThreshold => null;
    public long? BufferBodyLengthLimit => null;
    public int? ValueCountLimit => null;
    public int? KeyLengthLimit => null;
    public int? ValueLengthLimit => null;
    public int? MultipartBoundaryLengthLimit => null;
    public int? MultipartHeadersCountLimit => null;
    public int? MultipartHeadersLengthLimit => null;
}
