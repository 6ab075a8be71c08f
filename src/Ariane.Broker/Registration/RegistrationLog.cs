using Ariane.Protocol.Codes;
using Microsoft.Extensions.Logging;

namespace Ariane.Broker.Registration;

/// <summary>What is logged of registrations: ids 3501 to 3599.</summary>
internal static partial class RegistrationLog
{
    [LoggerMessage(3501, LogLevel.Information, "Registered with name server {Address}")]
    public static partial void Registered(ILogger logger, string address);

    [LoggerMessage(3502, LogLevel.Warning, "Name server {Address} cannot be reached any more; trying again")]
    public static partial void Lost(ILogger logger, string address, Exception exception);

    [LoggerMessage(3503, LogLevel.Debug, "Name server {Address} cannot be reached: {Reason}")]
    public static partial void Failed(ILogger logger, string address, string reason);

    [LoggerMessage(3504, LogLevel.Error, "Name server {Address} refused the registration with {Code}: {Remark}")]
    public static partial void Refused(ILogger logger, string address, ResponseCode code, string? remark);

    [LoggerMessage(3505, LogLevel.Warning,
        "Name server {Address} answered a registration with a body that cannot be read: {Error}")]
    public static partial void BadAnswer(ILogger logger, string address, string error);

    [LoggerMessage(3506, LogLevel.Warning,
        "Unregistering from name server {Address} failed; it forgets this broker by itself")]
    public static partial void UnregisterFailed(ILogger logger, string address, Exception exception);
}
