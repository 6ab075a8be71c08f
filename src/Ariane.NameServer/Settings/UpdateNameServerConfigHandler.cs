using System.Text;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;

namespace Ariane.NameServer.Settings;

/// <summary>UPDATE_NAMESRV_CONFIG: changes settings while the server runs. Called concurrently.</summary>
/// <remarks>
/// An invalid value is no failure, as upstream; here the remark of the success says what was left as it was.
/// Source: namesrv/.../namesrv/processor/DefaultRequestProcessor.java, updateConfig.
/// </remarks>
internal sealed class UpdateNameServerConfigHandler(NameServerSettings settings)
    : IRequestHandler<UpdateNameServerConfigRequest>
{
    /// <inheritdoc/>
    public int QuickBodyBytes => QuickBody.JsonBytes;

    /// <summary>All settings together have less than a tenth of it.</summary>
    private const int MaxBodyBytes = 64 * 1024;

    public ValueTask<Reply> HandleAsync(UpdateNameServerConfigRequest request, RequestContext context)
    {
        if (!context.HasBody) return new(Reply.Ok);
        if (context.Body.Length > MaxBodyBytes)
        {
            return new(Reply.Error(
                ResponseCode.SystemError,
                $"the body has {context.Body.Length} bytes; expected at most {MaxBodyBytes}"));
        }

        if (!JavaProperties.TryParse(Encoding.UTF8.GetString(context.Body), out var properties, out _))
        {
            return new(Reply.Error(ResponseCode.SystemError, "string2Properties error"));
        }

        return properties.Any(property => settings.IsBlackListed(property.Key))
            ? new(Reply.Error(ResponseCode.NoPermission, "Can not update config in black list."))
            : ChangeAsync(properties);
    }

    private async ValueTask<Reply> ChangeAsync(IReadOnlyList<JavaProperty> properties)
    {
        // Not cancelled with the connection: whoever asked expects it done, even if nobody hears the answer.
        var errors = await settings
            .ChangeAsync(
                properties.Select(property => KeyValuePair.Create(property.Key, property.Value)),
                CancellationToken.None)
            .ConfigureAwait(false);
        return errors.Count == 0 ? Reply.Ok : Reply.Ok.WithRemark($"Left unchanged: {string.Join("; ", errors)}.");
    }
}
