using Ariane.Protocol.Codes;

namespace Ariane.Remoting.Requests;

/// <summary>Work around every request of a table. Called concurrently.</summary>
public interface IRequestFilter
{
    /// <summary>Before decoding the fields. False refuses the request with <paramref name="refusal"/>.</summary>
    bool TryAdmit(RequestContext context, out Reply refusal);

    /// <summary>After the answer was written or promised, with the time the handler took until then.</summary>
    /// <param name="context">The request; what it lends is valid no longer.</param>
    /// <param name="code">The answer's code; SUCCESS when the answer is promised, or was asked not to be sent.</param>
    /// <param name="elapsed">From before the filters until the answer was written or promised.</param>
    void Handled(RequestContext context, ResponseCode code, TimeSpan elapsed);
}
