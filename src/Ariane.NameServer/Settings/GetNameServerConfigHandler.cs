using System.Text;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;

namespace Ariane.NameServer.Settings;

/// <summary>GET_NAMESRV_CONFIG: all settings as properties text. Called concurrently.</summary>
internal sealed class GetNameServerConfigHandler(NameServerSettings settings)
    : IRequestHandler<GetNameServerConfigRequest>
{
    public ValueTask<Reply> HandleAsync(GetNameServerConfigRequest request, RequestContext context) =>
        new(Reply.Ok.WithBody(Encoding.UTF8.GetBytes(NameServerSettings.Format(settings.Current))));
}
