using System.Reflection;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Frames;
using Ariane.Protocol.Headers;

namespace Ariane.Protocol.Tests.Headers;

/// <summary>All request records by their code, for tests that go over every one of them.</summary>
internal static class RequestHeaders
{
    /// <summary>
    /// Reads the fields as one record and writes what was read as plain pairs; null with an error when it fails.
    /// </summary>
    public delegate Dictionary<string, string>? Rewrite(ref FieldReader fields, out string? error);

    public static IReadOnlyList<KeyValuePair<RequestCode, Rewrite>> All { get; } =
    [
        .. typeof(RemotingRequestAttribute).Assembly.GetTypes()
            .Where(static type => type.GetCustomAttribute<RemotingRequestAttribute>() is not null)
            .Select(static type => KeyValuePair.Create(
                type.GetCustomAttribute<RemotingRequestAttribute>()!.Code,
                typeof(RequestHeaders).GetMethod(nameof(RewriteAs), BindingFlags.NonPublic | BindingFlags.Static)!
                    .MakeGenericMethod(type).CreateDelegate<Rewrite>())),
    ];

    private static Dictionary<string, string>? RewriteAs<THeader>(ref FieldReader fields, out string? error)
        where THeader : IHeader<THeader> =>
        THeader.TryRead(ref fields, out THeader? header, out error) ? FieldText.Of(header) : null;
}
